// SPDX-License-Identifier: Apache-2.0
// What a customer would buy and the store has not: a wish, and no sale. Who she is travels in the
// person part; where she can be reached is not asked here. Pure; any thread.
#pragma once

#include "agent/base/json.hpp"
#include "agent/domain/event.hpp"
#include "agent/domain/order_item.hpp"

#include <string>
#include <vector>

namespace aisle {

struct OrderIntent {
    std::string id;  // the caller's, so that it may say the same twice; empty if none
    std::vector<OrderItem> items;
    std::string member;
};

// {"id":…,"items":[{"gtin":…,"sku":…,"quantity":"2"}],"member_id":…}; an item needs one of its two
// numbers. Errors: invalid, coded and placed by JSON pointer.
Result<OrderIntent> parse_order_intent(const Json& body);

EventDraft order_intended(const OrderIntent& intent);

}  // namespace aisle
