// SPDX-License-Identifier: Apache-2.0
// What is being bought while a coupon is presented: what the till says of its open sale. Pure; any
// thread.
#pragma once

#include "agent/base/json_fields.hpp"
#include "agent/base/money.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {

struct BasketLine {
    std::string item;  // the shop's own number, or empty
    std::string gtin;  // 14 digits, or empty
    std::int64_t amount = 0;
    bool operator==(const BasketLine&) const = default;
};

struct Basket {
    Currency currency;
    std::int64_t total = 0;  // before coupons
    std::vector<BasketLine> lines{};
    bool operator==(const Basket&) const = default;
};

// {"currency":"CNY","total":2900,"lines":[{"item_id":"A1","gtin":"4006381333931","amount":2900}]}
// of the member `key`. `lines` may be left out: then only what is for the whole sale fits. Lines
// together are never more than the total. Errors of the fields.
Basket read_basket(Fields& fields, std::string_view key, std::string_view store_currency);

// What goods are meant: GTINs (14 digits) and the shop's own numbers. Nothing named is all.
struct ItemRule {
    std::vector<std::string> only{};
    std::vector<std::string> never{};
    bool operator==(const ItemRule&) const = default;

    bool takes_all() const { return only.empty() && never.empty(); }
    bool takes(const BasketLine& line) const;
};

// What of the basket the rule means; the total where it means all.
std::int64_t eligible_amount(const Basket& basket, const ItemRule& rule);

// As a GTIN-14 where the text is a GTIN, and as it is where it is not.
std::string item_number(std::string_view text);

}  // namespace aisle
