// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/order_item.hpp"

#include "agent/base/limits.hpp"
#include "tests/agent/domain/body.hpp"

namespace aisle {
namespace {

const std::string items = R"({"items":[{"gtin":"4006381333931","quantity":"2"},)"
                          R"({"sku":"A-1","quantity":"0.5"}]})";

Result<std::vector<OrderItem>> read(const std::string& text,
                                    OrderItemsBy by = OrderItemsBy::counter) {
    Fields fields(json_of(text));
    auto read = read_order_items(fields, "items", by);
    TRY(fields.done());
    return read;
}
Result<std::vector<OrderItem>> with(std::string_view from, std::string_view to) {
    return read(changed(items, from, to));
}

TEST(OrderItems, AreWrittenAsTheyWereRead) {
    const auto found = read(items);
    ASSERT_TRUE(found) << found.error().what();
    std::string text;
    JsonWriter json(text);
    json.begin_object().key("items");
    write_order_items(json, *found);
    json.end_object();
    EXPECT_EQ(text, items);
}

TEST(OrderItems, ThatAreNoneAreNamedByTheirPlace) {
    EXPECT_TRUE(refused(with("3931", "3932"), "bad_gtin", "/items/0/gtin"));
    EXPECT_TRUE(refused(with("\"sku\":\"A-1\",", ""), "missing", "/items/1/sku"));
    EXPECT_TRUE(refused(with("0.5", "-1"), "bad_quantity", "/items/1/quantity"));
    EXPECT_TRUE(
        refused(with("\"quantity\":\"2\"", "\"quantity\":2"), "wrong_type", "/items/0/quantity"));
    EXPECT_TRUE(refused(with("A-1", std::string(65, 'x')), "too_long", "/items/1/sku"));
    EXPECT_TRUE(refused(read(R"({"items":[]})"), "empty", "/items"));
    EXPECT_TRUE(refused(read("{}"), "missing", "/items"));
    EXPECT_TRUE(refused(read(R"({"items":[7]})"), "wrong_type", "/items/0"));
}

TEST(OrderItems, AreBounded) {
    std::string many = R"({"items":[{"sku":"a","quantity":"1"})";
    for (std::size_t i = 1; i < order_items_max; ++i) many += R"(,{"sku":"a","quantity":"1"})";
    EXPECT_TRUE(read(many + "]}"));
    EXPECT_TRUE(refused(read(many + R"(,{"sku":"a","quantity":"1"}]})"), "too_many", "/items"));
}

TEST(OrderItems, OfCentralHaveWordsForAScreenAndMayHaveMore) {
    const std::string more = R"({"items":[{"sku":"A-1","quantity":"1","text":"Tea","colour":7}]})";
    const auto found = read(more, OrderItemsBy::central);
    ASSERT_TRUE(found) << found.error().what();
    EXPECT_EQ(found->front().text, "Tea");
    EXPECT_TRUE(refused(read(more), "unknown_member", "/items/0/text"));
}

}  // namespace
}  // namespace aisle
