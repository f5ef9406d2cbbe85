// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/order_intent.hpp"

#include "agent/base/limits.hpp"
#include "tests/agent/domain/body.hpp"

namespace aisle {
namespace {

const std::string wish =
    R"({"id":"w-1","items":[{"sku":"A-1","quantity":"2"}],"member_id":"m-77"})";

Result<OrderIntent> with(std::string_view from, std::string_view to) {
    return parse_order_intent(json_of(changed(wish, from, to)));
}

TEST(OrderIntent, IsRecordedWithWhoWantsItApart) {
    const auto intent = parse_order_intent(json_of(wish));
    ASSERT_TRUE(intent) << intent.error().what();
    const auto draft = order_intended(*intent);
    EXPECT_EQ(draft.type, "order.intent");
    EXPECT_EQ(draft.data, R"({"items":[{"sku":"A-1","quantity":"2"}]})");
    EXPECT_EQ(draft.person, R"({"member_id":"m-77"})");
    EXPECT_TRUE(order_intended(*with(R"(,"member_id":"m-77")", "")).person.empty());
}

TEST(OrderIntent, AsksNobodyHowSheIsReached) {
    EXPECT_TRUE(
        refused(with("member_id\":\"m-77", "phone\":\"13800138000"), "unknown_member", "/phone"));
    EXPECT_TRUE(refused(with("A-1", "4111111111111111"), "card_number", "/items/0/sku"));
    EXPECT_TRUE(refused(with("\"2\"", "\"two\""), "bad_quantity", "/items/0/quantity"));
}

TEST(OrderIntent, OfAsManyItemsAsThereMayBeFitsAnEvent) {
    OrderIntent intent;
    OrderItem item{"00000000000000", std::string(64, '"'), *Quantity::parse("999999999.999999")};
    intent.items.assign(order_items_max, item);
    SeededEntropy dice(1);
    EXPECT_TRUE(encode_event(order_intended(intent), smallest_context(), dice));
}

}  // namespace
}  // namespace aisle
