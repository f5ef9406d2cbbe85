// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/order_item.hpp"

#include "agent/base/limits.hpp"
#include "agent/domain/free_text.hpp"
#include "agent/domain/gtin.hpp"

namespace aisle {
namespace {

constexpr std::size_t sku_bytes_max = 64;
// As many as there may be, every byte escaped, with the names and numbers round them.
static_assert(order_items_max * (2 * sku_bytes_max + 80) < event_data_bytes_max);

Quantity read_quantity(Fields& fields) {
    const auto quantity = Quantity::parse(fields.text("quantity", name_bytes_max));
    if (quantity) return *quantity;
    fields.fail("quantity", "bad_quantity", quantity.error().what());
    return {};
}

Result<OrderItem> parse_order_item(const Json& json, std::string pointer, OrderItemsBy by) {
    Fields fields(json, std::move(pointer));
    OrderItem item;
    item.gtin = plain_text_if(fields, "gtin", name_bytes_max);
    item.sku = plain_text_if(fields, "sku", sku_bytes_max);
    if (!item.gtin.empty() && !is_gtin(item.gtin)) {
        fields.fail("gtin", "bad_gtin", "the length or the check digit is not that of a GTIN");
    }
    if (item.gtin.empty() && item.sku.empty()) {
        fields.fail("sku", "missing", "an item needs its \"gtin\" or its \"sku\"");
    }
    item.quantity = read_quantity(fields);
    if (by == OrderItemsBy::central) {
        item.text = plain_text_if(fields, "text", 2 * name_bytes_max);
    } else {
        fields.only({"gtin", "sku", "quantity"});
    }
    TRY(fields.done());
    return item;
}

}  // namespace

std::vector<OrderItem> read_order_items(Fields& fields, std::string_view key, OrderItemsBy by) {
    const auto& entries = fields.array(key, order_items_max);
    const auto pointer = fields.pointer_to(key) + "/";
    std::vector<OrderItem> items;
    items.reserve(entries.size());
    for (std::size_t i = 0; i < entries.size(); ++i) {
        auto item = parse_order_item(entries[i], pointer + std::to_string(i), by);
        if (!item) {
            fields.adopt(item.error());
            return {};
        }
        items.push_back(std::move(*item));
    }
    if (items.empty()) fields.fail(key, "empty", "an order has at least one item");
    return items;
}

void write_order_items(JsonWriter& json, std::span<const OrderItem> items) {
    json.begin_array();
    for (const auto& item : items) {
        json.begin_object()
            .member_if("gtin", item.gtin)
            .member_if("sku", item.sku)
            .member("quantity", to_string(item.quantity))
            .member_if("text", item.text)
            .end_object();
    }
    json.end_array();
}

}  // namespace aisle
