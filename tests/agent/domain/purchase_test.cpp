// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/purchase.hpp"

#include "agent/base/limits.hpp"
#include "tests/agent/domain/receipt.hpp"

namespace aisle {
namespace {

Result<Purchase> with(std::string_view from, std::string_view to) {
    return parse_receipt(changed(good_receipt, from, to));
}
Result<Purchase> plus(std::string_view member) {
    return with("{", "{" + std::string(member) + ",");
}
constexpr std::string_view of_yesterday =
    R"({"workstation_id":"pos2","business_day_date":"2026-06-30","sequence_number":9})";
std::string member(std::string_view name, std::string_view value) {
    return "\"" + std::string(name) + "\":" + std::string(value) + ",";
}

// Half of the good receipt's first line, brought back a day later.
const std::string part_returned =
    R"({"workstation_id":"pos1","sequence_number":5,"currency":"CNY","status":"returned",)"
    R"("return_of":{"workstation_id":"pos1","business_day_date":"2026-07-01",)"
    R"("sequence_number":1234},"lines":[{"sequence":1,"type":"return","item_id":"A1",)"
    R"("quantity":"1","actual_unit_price":1450,"extended_amount":-1450,"return_of_line":1}],)"
    R"("tenders":[{"type":"cash","amount":-1450}],"totals":{"net":-1450,"grand":-1450}})";

TEST(Purchase, IsReadAsTheTillSaidIt) {
    const Purchase purchase = receipt_of(good_receipt);
    EXPECT_EQ(purchase.id, "r-1");
    EXPECT_EQ(purchase.receipt, (ReceiptIdentity{"S0042", "pos1", "2026-07-01", 1234}));
    EXPECT_EQ(purchase.begin_date_time, "2026-07-01T16:29:00+08:00");
    EXPECT_EQ(purchase.currency.code(), "CNY");
    EXPECT_TRUE(purchase.offline);
    EXPECT_FALSE(purchase.training);
    EXPECT_TRUE(purchase.tax_included);
    EXPECT_EQ(purchase.lines.size(), 2U);
    EXPECT_EQ(purchase.tenders[0], (Tender{TenderType::mobile_payment, 3400}));
    EXPECT_EQ(purchase.totals,
              (Totals{.gross = 3356, .discount = 0, .net = 3356, .tax = 386, .grand = 3356}));
    EXPECT_EQ(purchase.customer, (Customer{"m-77", {"+8613800138000", "li@example.com", "李雷"}}));
    EXPECT_EQ(purchase.points_estimate, 33);
    EXPECT_EQ(purchase_kind(purchase).name, "purchase.completed");
}

TEST(Purchase, IsBookedOnTheDayItEndedIfTheTillSaysNoDay) {
    const auto without = changed(good_receipt, R"("business_day_date":"2026-07-01",)", "");
    EXPECT_EQ(receipt_of(without).receipt.business_day_date, "2026-07-01");
    const auto at_night = changed(without, "07-01T16:30:00+08:00", "07-02T01:30:00+08:00");
    EXPECT_EQ(receipt_of(at_night).receipt.business_day_date, "2026-07-01");
    const auto timeless = changed(without, R"("end_date_time":"2026-07-01T16:30:00+08:00",)", "");
    EXPECT_EQ(receipt_of(timeless).receipt.business_day_date, "2026-07-01");
    EXPECT_TRUE(refused(
        parse_receipt(changed(without, "2026-07-01T16:30:00+08:00", "9999-12-31T23:00:00-12:00")),
        "bad_time", "/end_date_time"));
}

TEST(Purchase, MayNameItsStore) {
    EXPECT_EQ(receipt_of(changed(good_receipt, "{", R"({"store_id":"S7",)")).receipt.store_id,
              "S7");
}

TEST(Purchase, HasTotalsThatAgreeToTheMinorUnit) {
    EXPECT_TRUE(refused(with(R"("net":3356)", R"("net":3355)"), "totals_disagree", "/totals/net"));
    EXPECT_TRUE(
        refused(with(R"("grand":3356)", R"("grand":3357)"), "totals_disagree", "/totals/grand"));
    EXPECT_TRUE(refused(with(R"("totals":{)", R"("totals":{"gross":1,)"), "totals_disagree",
                        "/totals/gross"));
    EXPECT_TRUE(refused(with(R"("totals":{)", R"("totals":{"discount":1,)"), "totals_disagree",
                        "/totals/discount"));
}

TEST(Purchase, IsPaidToTheMinorUnit) {
    EXPECT_TRUE(refused(with("3400", "3399"), "tenders_disagree", "/tenders"));
    EXPECT_TRUE(refused(with("-44", "44"), "tenders_disagree", "/tenders"));
}

TEST(Purchase, AddsTheTaxWherePricesLeaveItOut) {
    EXPECT_TRUE(refused(plus(R"("tax_included":false)"), "totals_disagree", "/totals/grand"));
    const auto net_prices = changed(changed(good_receipt, "{", R"({"tax_included":false,)"),
                                    R"("grand":3356)", R"("grand":3742)");
    EXPECT_EQ(receipt_of(changed(net_prices, "3400", "3786")).totals.grand, 3742);
}

TEST(Purchase, MayBeReturnedInPart) {
    const Purchase purchase = receipt_of(part_returned);
    EXPECT_EQ(purchase_kind(purchase).name, "return.completed");
    EXPECT_EQ(purchase.return_of, (ReceiptIdentity{"S0042", "pos1", "2026-07-01", 1234}));
    EXPECT_EQ(purchase.lines[0].return_of_line, 1);
}

TEST(Purchase, ThatIsReturnedNamesItsReceiptAndSellsNothing) {
    const auto at = part_returned.find("\"return_of\"");
    const auto end = part_returned.find("\"lines\"");
    EXPECT_TRUE(refused(parse_receipt(part_returned.substr(0, at) + part_returned.substr(end)),
                        "missing", "/return_of"));
    EXPECT_TRUE(
        refused(with("\"completed\"", "\"returned\",\"return_of\":" + std::string(of_yesterday)),
                "status_disagrees", "/lines/0/type"));
    EXPECT_TRUE(
        refused(parse_receipt(changed(part_returned, R"("business_day_date":"2026-07-01",)", "")),
                "missing", "/return_of/business_day_date"));
    EXPECT_TRUE(
        refused(parse_receipt(changed(part_returned, R"("return_of":{)", R"("return_of":{"x":1,)")),
                "unknown_member", "/return_of/x"));
}

TEST(Purchase, IsAnExchangeWhenGoodsGoBothWays) {
    const auto exchange = changed(good_receipt, R"("lines":[)",
                                  R"("lines":[{"sequence":3,"type":"return","item_id":"B",)"
                                  R"("quantity":"1","extended_amount":-3356},)");
    const auto even = changed(changed(exchange, R"("net":3356)", R"("net":0)"), R"("grand":3356)",
                              R"("grand":0)");
    const auto paid = changed(changed(even, "3400", "0"), "-44", "0");
    EXPECT_EQ(purchase_kind(receipt_of(paid)).name, "purchase.completed");
}

TEST(Purchase, MayNameTheLandingPageThatSheCameFrom) {
    EXPECT_FALSE(receipt_of(good_receipt).handoff);
    const auto named =
        changed(good_receipt, "{", R"({"handoff":{"campaign":90417,"session":"4711"},)");
    EXPECT_EQ(receipt_of(named).handoff, (HandoffSession{90417, 4711}));
    EXPECT_TRUE(refused(parse_receipt(changed(named, "\"4711\"", "\"x\"")), "bad_serial",
                        "/handoff/session"));
    EXPECT_TRUE(refused(parse_receipt(changed(named, "\"campaign\"", "\"x\":1,\"campaign\"")),
                        "unknown_member", "/handoff/x"));
}

TEST(Purchase, MayBeVoidedBeforeOrAfterItWasPaid) {
    const auto voided = changed(good_receipt, "\"completed\"", "\"voided\"");
    EXPECT_EQ(purchase_kind(receipt_of(voided)).name, "purchase.voided");
    const auto start = voided.find("\"tenders\"");
    const auto unpaid = voided.substr(0, start) + voided.substr(voided.find("\"loyalty\""));
    EXPECT_TRUE(parse_receipt(unpaid));
    const auto after =
        changed(voided, "{", "{" + member("void_of", of_yesterday) + R"("cancelled":true,)");
    EXPECT_EQ(receipt_of(after).void_of, (ReceiptIdentity{"S0042", "pos2", "2026-06-30", 9}));
    EXPECT_TRUE(
        refused(parse_receipt(changed(voided, "3400", "1")), "tenders_disagree", "/tenders"));
}

TEST(Purchase, WithAStatusThatContradictsItselfIsRefused) {
    EXPECT_TRUE(refused(plus(R"("cancelled":true)"), "status_disagrees", "/status"));
    EXPECT_TRUE(
        refused(with("{", "{" + member("void_of", of_yesterday)), "status_disagrees", "/void_of"));
}

TEST(Purchase, ThatIsSuspendedNeedNotBeAddedUpOrPaid) {
    const auto suspended = changed(good_receipt, "\"completed\"", "\"suspended\"");
    const auto start = suspended.find(R"(,"totals")");
    const Purchase purchase = receipt_of(suspended.substr(0, start) + "}");
    EXPECT_EQ(purchase_kind(purchase).name, "purchase.suspended");
    EXPECT_EQ(purchase.totals.grand, 3356);
    EXPECT_TRUE(parse_receipt(changed(suspended, "3400", "100")));
    EXPECT_TRUE(refused(parse_receipt(changed(suspended, R"("net":3356)", R"("net":1)")),
                        "totals_disagree", "/totals/net"));
    EXPECT_TRUE(
        refused(parse_receipt(good_receipt.substr(0, good_receipt.find(R"(,"totals")")) + "}"),
                "missing", "/totals"));
}

TEST(Purchase, InTrainingIsNeverASale) {
    for (const std::string_view status : {"\"completed\"", "\"voided\"", "\"suspended\""}) {
        const auto text =
            changed(changed(good_receipt, "\"completed\"", status), "{", R"({"training":true,)");
        EXPECT_EQ(purchase_kind(receipt_of(text)).name, "purchase.training");
        EXPECT_EQ(purchase_kind(receipt_of(text)).lane, Lane::touch);
    }
}

TEST(Purchase, TakesNoCardNumberAnywhere) {
    for (const std::string_view place : {"A1", "op7", "t1", "m-77", "r-1", "李雷", "pos1"}) {
        const auto refusal = with(place, "4111 1111 1111 1111");
        ASSERT_FALSE(refusal) << place;
        EXPECT_EQ(refusal.error().code(), "card_number");
        EXPECT_EQ(refusal.error().what().find("4111"), std::string::npos);
        EXPECT_EQ(refusal.error().place().find("4111"), std::string::npos);
    }
    EXPECT_TRUE(refused(with(R"("amount":3400)", R"("amount":3400,"pan":"4111111111111111")"),
                        "card_number", "/tenders/0/pan"));
    EXPECT_TRUE(refused(with(R"("amount":3400)", R"("amount":3400,"auth":"x")"), "unknown_member",
                        "/tenders/0/auth"));
    EXPECT_TRUE(refused(plus(R"("4111111111111111":1)"), "card_number", ""));
    EXPECT_TRUE(refused(with("1234", "4111111111111111"), "out_of_range", "/sequence_number"));
}

TEST(Purchase, NamesWhatIsWrongInIt) {
    EXPECT_TRUE(refused(with("till_id", "tillid"), "unknown_member", "/tillid"));
    EXPECT_TRUE(refused(with("CNY", "RMB¥"), "bad_currency", "/currency"));
    EXPECT_TRUE(refused(with("2026-07-01\"", "2026-02-30\""), "bad_date", "/business_day_date"));
    EXPECT_TRUE(refused(with("16:29:00+08:00", "16:29:00"), "bad_time", "/begin_date_time"));
    EXPECT_TRUE(refused(with("\"completed\"", "\"done\""), "unknown_word", "/status"));
    EXPECT_TRUE(refused(with("\"cash\"", "\"gold\""), "unknown_word", "/tenders/1/type"));
    EXPECT_TRUE(refused(with("138 0013 8000", "138"), "bad_phone", "/customer/phone"));
    EXPECT_TRUE(refused(with("li@Example.com", "li"), "bad_email", "/customer/email"));
    EXPECT_TRUE(refused(with("\"points_est\":33", "\"points_est\":3.3"), "wrong_type",
                        "/loyalty/points_est"));
    EXPECT_TRUE(refused(with("\"sequence\":2", "\"sequence\":1"), "duplicate_line", "/lines"));
    EXPECT_TRUE(refused(with("0.456", "0,456"), "bad_quantity", "/lines/1/quantity"));
    EXPECT_TRUE(refused(with("r-1", std::string(65, 'x')), "too_long", "/id"));
    EXPECT_TRUE(refused(with("\"offline\":true", "\"offline\":1"), "wrong_type", "/offline"));
    EXPECT_TRUE(refused(with("\"lines\":[", "\"lines\":7,\"x\":["), "unknown_member", "/x"));
    EXPECT_TRUE(
        refused(with("{\"type\":\"cash\",\"amount\":0}", "[]"), "wrong_type", "/tenders/1"));
}

TEST(Purchase, HasLinesAndABoundedNumberOfThem) {
    const auto lines = [](std::size_t count) {
        std::string text;
        for (std::size_t i = 0; i < count; ++i) {
            text += (i == 0 ? "" : ",") + std::string(R"({"sequence":)") + std::to_string(i) +
                    R"(,"type":"tax","extended_amount":0})";
        }
        return parse_receipt(R"({"workstation_id":"p","sequence_number":1,"currency":"JPY",)"
                             R"("status":"completed","totals":{"net":0,"grand":0},"lines":[)" +
                             text + "]}");
    };
    EXPECT_TRUE(refused(lines(0), "empty", "/lines"));
    EXPECT_TRUE(lines(purchase_lines_max));
    EXPECT_TRUE(refused(lines(purchase_lines_max + 1), "too_many", "/lines"));
}

TEST(Purchase, IsNothingButAnObject) {
    for (const std::string text : {"null", "[]", "5", "\"x\"", "{}", R"({"lines":{}})"}) {
        EXPECT_FALSE(parse_receipt(text)) << text;
    }
}

TEST(Purchase, SurvivesEveryMemberTurnedIntoSomethingElse) {
    const Json& body = json_of(good_receipt);
    for (const auto& one : body.members()) {
        const std::string found(one.value.slice(good_receipt));
        for (const std::string_view other :
             {"null", "[]", "{}", "-1", "1.5", "\"\"", "[null]", "[[]]", "{\"x\":null}", "true",
              "9223372036854775807", "-9223372036854775808", "1e300"}) {
            const auto text = changed(good_receipt, "\"" + std::string(one.key()) + "\":" + found,
                                      "\"" + std::string(one.key()) + "\":" + std::string(other));
            const auto outcome = parse_receipt(text);
            if (!outcome) {
                EXPECT_EQ(outcome.error().kind(), Errc::invalid);
                EXPECT_FALSE(outcome.error().code().empty());
            }
        }
    }
}

TEST(PurchaseCurrency, IsTheStoresWhenTheReceiptNamesNone) {
    auto store = store_in_china();
    const auto without = changed(good_receipt, R"("currency":"CNY",)", "");
    EXPECT_TRUE(refused(parse_purchase(json_of(without), store, ManualClock::morning), "missing",
                        "/currency"));
    store.currency = "JPY";
    const auto taken = parse_purchase(json_of(without), store, ManualClock::morning);
    ASSERT_TRUE(taken) << taken.error().what();
    EXPECT_EQ(taken->currency.code(), "JPY");
    const auto named = parse_purchase(json_of(good_receipt), store, ManualClock::morning);
    ASSERT_TRUE(named);
    EXPECT_EQ(named->currency.code(), "CNY");
}

}  // namespace
}  // namespace aisle
