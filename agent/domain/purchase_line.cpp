// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/purchase_line.hpp"

#include "agent/base/money.hpp"
#include "agent/domain/choice.hpp"
#include "agent/domain/free_text.hpp"
#include "agent/domain/gtin.hpp"

namespace aisle {
namespace {

constexpr std::array line_types{
    Choice<LineType>{"sale", LineType::sale},
    Choice<LineType>{"return", LineType::returned},
    Choice<LineType>{"discount", LineType::discount},
    Choice<LineType>{"tax", LineType::tax},
    Choice<LineType>{"loyalty_reward", LineType::loyalty_reward},
};
constexpr IntegerRange price_range{0, twelve_digits_max};
constexpr IntegerRange sequence_range{0, twelve_digits_max};

Result<Modifier> parse_modifier(const Json& json, std::string pointer) {
    Fields fields(json, std::move(pointer));
    Modifier modifier;
    modifier.amount = fields.integer("amount", amount_range);
    modifier.promotion_id = plain_text_if(fields, "promotion_id", name_bytes_max);
    modifier.coupon_id = plain_text_if(fields, "coupon_id", name_bytes_max);
    modifier.reason = plain_text_if(fields, "reason", name_bytes_max);
    fields.only({"amount", "promotion_id", "coupon_id", "reason"});
    TRY(fields.done());
    return modifier;
}

void read_modifiers(Fields& fields, PurchaseLine& line) {
    const auto& modifiers = fields.array_if("modifiers", line_modifiers_max);
    if (!modifiers.empty() && !line.is_item()) {
        fields.fail("modifiers", "not_an_item", "only the amount of an item can be modified");
    }
    const auto pointer = fields.pointer_to("modifiers") + "/";
    for (std::size_t i = 0; i < modifiers.size(); ++i) {
        auto modifier = parse_modifier(modifiers[i], pointer + std::to_string(i));
        if (!modifier) return fields.adopt(modifier.error());
        line.modifiers.push_back(std::move(*modifier));
    }
}

void read_item(Fields& fields, PurchaseLine& line) {
    line.item_id = plain_text_if(fields, "item_id", name_bytes_max);
    line.gtin = plain_text_if(fields, "gtin", name_bytes_max);
    line.description = plain_text_if(fields, "description", name_bytes_max);
    line.uom = plain_text_if(fields, "uom", name_bytes_max);
    line.regular_unit_price = fields.integer_if("regular_unit_price", price_range);
    line.actual_unit_price = fields.integer_if("actual_unit_price", price_range);
    line.return_of_line = fields.integer_if("return_of_line", sequence_range);
    if (!line.gtin.empty() && !is_gtin(line.gtin)) {
        fields.fail("gtin", "bad_gtin", "the length or the check digit is not that of a GTIN");
    }
    if (const auto text = fields.text_if("quantity", name_bytes_max)) {
        const auto quantity = Quantity::parse(*text);
        if (!quantity) return fields.fail("quantity", "bad_quantity", quantity.error().what());
        line.quantity = *quantity;
    }
}

void check_item(Fields& fields, const PurchaseLine& line) {
    if (line.item_id.empty() && line.gtin.empty()) {
        fields.fail("item_id", "missing", "an item needs its \"item_id\" or its \"gtin\"");
    }
    if (!line.quantity) fields.fail("quantity", "missing", "an item needs its \"quantity\"");
    if (line.type == LineType::sale && line.extended_amount < 0) {
        fields.fail("extended_amount", "wrong_sign",
                    "a sale takes 0 or more; goods that come back are a line of type \"return\"");
    }
    if (line.type == LineType::returned && line.extended_amount > 0) {
        fields.fail("extended_amount", "wrong_sign", "a return takes 0 or less");
    }
}

Result<bool> equation_holds(const PurchaseLine& line) {
    std::int64_t amount = line.extended_amount;
    if (!line.actual_unit_price) {
        for (const auto& modifier : line.modifiers) {
            TRY(amount, checked_subtract(amount, modifier.amount));
        }
    }
    const auto price = line.actual_unit_price ? *line.actual_unit_price : *line.regular_unit_price;
    return line.quantity->priced(line.type == LineType::returned ? -price : price, amount);
}

void check_equation(Fields& fields, const PurchaseLine& line) {
    if (line.is_void || !fields.fine()) return;
    if (!line.actual_unit_price && !line.regular_unit_price) return;
    const auto holds = equation_holds(line);
    if (!holds) {
        fields.fail("extended_amount", "amount_overflow", holds.error().what());
    } else if (!*holds) {
        fields.fail("extended_amount", "line_disagrees",
                    line.actual_unit_price
                        ? "it is not actual_unit_price times quantity"
                        : "it is not regular_unit_price times quantity plus the modifiers");
    }
}

}  // namespace

Result<PurchaseLine> parse_purchase_line(const Json& json, std::string pointer) {
    Fields fields(json, std::move(pointer));
    fields.only({"sequence", "type", "item_id", "gtin", "description", "quantity", "uom",
                 "regular_unit_price", "actual_unit_price", "extended_amount", "modifiers", "void",
                 "return_of_line"});
    PurchaseLine line;
    line.sequence = fields.integer("sequence", sequence_range);
    line.type = read_choice(fields, "type", line_types);
    line.extended_amount = fields.integer("extended_amount", amount_range);
    line.is_void = fields.flag_or("void", false);
    read_item(fields, line);
    read_modifiers(fields, line);
    if (line.is_item()) {
        check_item(fields, line);
        check_equation(fields, line);
    }
    TRY(fields.done());
    return line;
}

void write_purchase_line(JsonWriter& json, const PurchaseLine& line) {
    json.begin_object()
        .member("sequence", line.sequence)
        .member("type", word_of(line_types, line.type))
        .member_if("item_id", line.item_id)
        .member_if("gtin", line.gtin)
        .member_if("description", line.description);
    if (line.quantity) json.member("quantity", to_string(*line.quantity));
    json.member_if("uom", line.uom);
    if (line.regular_unit_price) json.member("regular_unit_price", *line.regular_unit_price);
    if (line.actual_unit_price) json.member("actual_unit_price", *line.actual_unit_price);
    json.member("extended_amount", line.extended_amount);
    if (!line.modifiers.empty()) {
        json.key("modifiers").begin_array();
        for (const auto& modifier : line.modifiers) {
            json.begin_object()
                .member("amount", modifier.amount)
                .member_if("promotion_id", modifier.promotion_id)
                .member_if("coupon_id", modifier.coupon_id)
                .member_if("reason", modifier.reason)
                .end_object();
        }
        json.end_array();
    }
    if (line.is_void) json.member("void", true);
    if (line.return_of_line) json.member("return_of_line", *line.return_of_line);
    json.end_object();
}

}  // namespace aisle
