// SPDX-License-Identifier: Apache-2.0
// Goods of an order and how many: what a customer would buy that is not in the store, and what she
// ordered elsewhere and picks up. Pure; any thread.
#pragma once

#include "agent/base/json_fields.hpp"
#include "agent/base/json_writer.hpp"
#include "agent/domain/quantity.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {

struct OrderItem {
    std::string gtin;  // this, or
    std::string sku;   // the seller's own number; or both
    Quantity quantity;
    std::string text = {};  // what it is, for a screen; central's words
    bool operator==(const OrderItem&) const = default;
};

// From the counter nothing is taken that is not known; central may say more than this program has
// learnt, and gives the words for a screen.
enum class OrderItemsBy { counter, central };

// From one to order_items_max of them. Errors of the fields: "bad_gtin", "bad_quantity", "missing".
std::vector<OrderItem> read_order_items(Fields& fields, std::string_view key, OrderItemsBy by);
void write_order_items(JsonWriter& json, std::span<const OrderItem> items);

}  // namespace aisle
