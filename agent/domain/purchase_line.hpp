// SPDX-License-Identifier: Apache-2.0
// One line of a receipt, in POSLog's words, amounts in minor units. Pure; any thread.
//
// The line's equation, checked for lines of an item that are not void and name a unit price:
//   with actual_unit_price    extended_amount = sign * actual_unit_price * quantity
//   with regular_unit_price   extended_amount = sign * regular_unit_price * quantity
//     alone                                     + sum of modifiers[].amount
// sign is -1 for a returned item, else +1. Only a product with a fraction of a minor unit may be
// rounded, to either neighbour. With both prices the modifiers say how one became the other.
#pragma once

#include "agent/base/json_fields.hpp"
#include "agent/base/json_writer.hpp"
#include "agent/base/limits.hpp"
#include "agent/domain/quantity.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace aisle {

inline constexpr IntegerRange amount_range{-twelve_digits_max, twelve_digits_max};

enum class LineType { sale, returned, discount, tax, loyalty_reward };

// What raised (above 0) or lowered (below 0) the amount of a line.
struct Modifier {
    std::int64_t amount = 0;
    std::string promotion_id;
    std::string coupon_id;
    std::string reason;
    bool operator==(const Modifier&) const = default;
};

struct PurchaseLine {
    std::int64_t sequence = 0;
    LineType type = LineType::sale;
    std::string item_id;
    std::string gtin;
    std::string description;
    std::optional<Quantity> quantity;  // items have one
    std::string uom;
    std::optional<std::int64_t> regular_unit_price;
    std::optional<std::int64_t> actual_unit_price;
    std::int64_t extended_amount = 0;
    std::vector<Modifier> modifiers;
    bool is_void = false;
    std::optional<std::int64_t> return_of_line;  // the line it was on the first receipt

    bool is_item() const { return type == LineType::sale || type == LineType::returned; }
    bool operator==(const PurchaseLine&) const = default;
};

// Errors: invalid, placed under `pointer`.
Result<PurchaseLine> parse_purchase_line(const Json& json, std::string pointer);
void write_purchase_line(JsonWriter& json, const PurchaseLine& line);

}  // namespace aisle
