// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/purchase_line.hpp"

#include "tests/agent/domain/body.hpp"

namespace aisle {
namespace {

// Two for 15.00 each, reduced to 14.50.
const std::string sale = R"({"sequence":1,"type":"sale","item_id":"A1","gtin":"4006381333931",)"
                         R"("description":"Pen","quantity":"2","uom":"EA",)"
                         R"("regular_unit_price":1500,"actual_unit_price":1450,)"
                         R"("extended_amount":2900,"modifiers":[{"amount":-100,)"
                         R"("promotion_id":"P1","coupon_id":"C1","reason":"summer"}]})";

Result<PurchaseLine> parse(const std::string& text) {
    return parse_purchase_line(json_of(text), "/lines/0");
}
Result<PurchaseLine> with(std::string_view from, std::string_view to) {
    return parse(changed(sale, from, to));
}
std::string written(const PurchaseLine& line) {
    std::string text;
    JsonWriter json(text);
    write_purchase_line(json, line);
    return text;
}

TEST(PurchaseLine, IsWrittenAsItWasRead) {
    const auto line = parse(sale);
    ASSERT_TRUE(line) << line.error().what();
    EXPECT_EQ(written(*line), sale);
    const std::string back = R"({"sequence":3,"type":"return","item_id":"A1","quantity":"0.5",)"
                             R"("extended_amount":-700,"void":true,"return_of_line":2})";
    const auto returned = parse(back);
    ASSERT_TRUE(returned) << returned.error().what();
    EXPECT_EQ(written(*returned), back);
}

TEST(PurchaseLine, OfAnItemIsItsPriceTimesItsQuantity) {
    EXPECT_TRUE(refused(with("2900", "2901"), "line_disagrees", "/lines/0/extended_amount"));
    EXPECT_TRUE(refused(with("1450", "1449"), "line_disagrees", "/lines/0/extended_amount"));
    EXPECT_TRUE(refused(with("\"2\"", "\"3\""), "line_disagrees", "/lines/0/extended_amount"));
}

TEST(PurchaseLine, WithoutAnActualPriceAddsItsModifiersToTheRegularOne) {
    const auto regular_only = changed(sale, R"("actual_unit_price":1450,)", "");
    EXPECT_TRUE(parse(regular_only));
    EXPECT_TRUE(refused(parse(changed(regular_only, "-100", "-99")), "line_disagrees",
                        "/lines/0/extended_amount"));
    const auto back =
        changed(changed(changed(regular_only, "sale", "return"), "2900", "-2900"), "-100", "100");
    EXPECT_TRUE(parse(back));
}

TEST(PurchaseLine, WithoutAnyPriceIsTakenAtItsWord) {
    const auto bare = R"({"sequence":1,"type":"sale","item_id":"A","quantity":"3",)"
                      R"("extended_amount":1000})";
    EXPECT_TRUE(parse(bare));
}

TEST(PurchaseLine, ThatIsVoidNeedNotAddUp) {
    EXPECT_TRUE(with(R"("extended_amount":2900)", R"("void":true,"extended_amount":0)"));
}

TEST(PurchaseLine, TakesMoneyInASaleAndGivesItBackInAReturn) {
    EXPECT_TRUE(refused(parse(R"({"sequence":1,"type":"sale","item_id":"A","quantity":"1",)"
                              R"("extended_amount":-1})"),
                        "wrong_sign", "/lines/0/extended_amount"));
    EXPECT_TRUE(refused(parse(R"({"sequence":1,"type":"return","item_id":"A","quantity":"1",)"
                              R"("extended_amount":1})"),
                        "wrong_sign", "/lines/0/extended_amount"));
}

TEST(PurchaseLine, OfAnItemSaysWhichAndHowMuch) {
    EXPECT_TRUE(refused(parse(R"({"sequence":1,"type":"sale","quantity":"1",)"
                              R"("extended_amount":1})"),
                        "missing", "/lines/0/item_id"));
    EXPECT_TRUE(refused(with(R"("quantity":"2",)", ""), "missing", "/lines/0/quantity"));
    EXPECT_TRUE(parse(R"({"sequence":1,"type":"sale","gtin":"02345673","quantity":"1",)"
                      R"("extended_amount":1})"));
}

TEST(PurchaseLine, OfADiscountOrATaxNeedsOnlyAnAmount) {
    for (const std::string type : {"discount", "tax", "loyalty_reward"}) {
        const auto text = R"({"sequence":9,"type":")" + type + R"(","extended_amount":-5})";
        EXPECT_TRUE(parse(text)) << type;
        EXPECT_TRUE(refused(parse(changed(text, "-5", R"(-5,"modifiers":[{"amount":1}])")),
                            "not_an_item", "/lines/0/modifiers"));
    }
}

TEST(PurchaseLine, NamesWhatIsWrongInIt) {
    EXPECT_TRUE(refused(with("4006381333931", "4006381333932"), "bad_gtin", "/lines/0/gtin"));
    EXPECT_TRUE(refused(with("\"2\"", "\"two\""), "bad_quantity", "/lines/0/quantity"));
    EXPECT_TRUE(refused(with("\"2\"", "2"), "wrong_type", "/lines/0/quantity"));
    EXPECT_TRUE(refused(with("\"sale\"", "\"gift\""), "unknown_word", "/lines/0/type"));
    EXPECT_TRUE(refused(with("2900", "29.00"), "wrong_type", "/lines/0/extended_amount"));
    EXPECT_TRUE(refused(with("2900", "\"2900\""), "wrong_type", "/lines/0/extended_amount"));
    EXPECT_TRUE(refused(with("1450", "-1"), "out_of_range", "/lines/0/actual_unit_price"));
    EXPECT_TRUE(refused(with("item_id", "itemid"), "unknown_member", "/lines/0/itemid"));
    EXPECT_TRUE(refused(with("reason", "why"), "unknown_member", "/lines/0/modifiers/0/why"));
    EXPECT_TRUE(refused(with("-100", "null"), "missing", "/lines/0/modifiers/0/amount"));
    EXPECT_TRUE(refused(with("Pen", "P\\u0000n"), "bad_text", "/lines/0/description"));
    EXPECT_TRUE(refused(with(R"("sequence":1,)", ""), "missing", "/lines/0/sequence"));
    EXPECT_TRUE(refused(parse("[]"), "wrong_type", "/lines/0"));
    EXPECT_TRUE(refused(parse("null"), "wrong_type", "/lines/0"));
}

TEST(PurchaseLine, TakesNoAmountLongEnoughToBeACardNumber) {
    EXPECT_TRUE(with(R"("regular_unit_price":1500)", R"("regular_unit_price":999999999999)"));
    EXPECT_TRUE(
        refused(with("1500", "1000000000000"), "out_of_range", "/lines/0/regular_unit_price"));
    EXPECT_TRUE(
        refused(with("2900", "4111111111111111"), "out_of_range", "/lines/0/extended_amount"));
}

TEST(PurchaseLine, SaysWhenItsProductDoesNotFit) {
    EXPECT_TRUE(
        refused(parse(R"({"sequence":1,"type":"sale","item_id":"A","quantity":"999999999.999999",)"
                      R"("actual_unit_price":999999999999,"extended_amount":1})"),
                "amount_overflow", "/lines/0/extended_amount"));
}

TEST(PurchaseLine, HasABoundedNumberOfModifiers) {
    std::string modifiers = R"({"amount":0})";
    for (std::size_t i = 1; i < line_modifiers_max; ++i) modifiers += R"(,{"amount":0})";
    const auto line = [&](const std::string& list) {
        return parse(R"({"sequence":1,"type":"sale","item_id":"A","quantity":"1",)"
                     R"("extended_amount":0,"modifiers":[)" +
                     list + "]}");
    };
    EXPECT_TRUE(line(modifiers));
    EXPECT_TRUE(refused(line(modifiers + R"(,{"amount":0})"), "too_many", "/lines/0/modifiers"));
}

}  // namespace
}  // namespace aisle
