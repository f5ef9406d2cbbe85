// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/coupon/basket.hpp"

#include "agent/base/limits.hpp"
#include "agent/domain/free_text.hpp"
#include "agent/domain/gtin.hpp"

#include <algorithm>

namespace aisle {
namespace {

constexpr IntegerRange amounts{0, twelve_digits_max};
constexpr std::size_t gtin_14 = 14;

bool contains(const std::vector<std::string>& numbers, const std::string& number) {
    return !number.empty() && std::find(numbers.begin(), numbers.end(), number) != numbers.end();
}

bool contains(const std::vector<std::string>& numbers, const BasketLine& line) {
    return contains(numbers, line.gtin) || contains(numbers, line.item);
}

Result<BasketLine> parse_line(const Json& json, std::string pointer) {
    Fields fields(json, std::move(pointer));
    fields.only({"item_id", "gtin", "amount"});
    BasketLine line;
    line.item = plain_text_if(fields, "item_id", name_bytes_max);
    const auto gtin = fields.text_if("gtin", name_bytes_max);
    if (gtin && !is_gtin(*gtin)) fields.fail("gtin", "bad_gtin", "this is no GTIN");
    if (gtin) line.gtin = item_number(*gtin);
    line.amount = fields.integer("amount", amounts);
    if (line.item.empty() && line.gtin.empty()) {
        fields.fail("", "missing", "a line has an \"item_id\" or a \"gtin\"");
    }
    TRY(fields.done());
    return line;
}

}  // namespace

std::string item_number(std::string_view text) {
    if (!is_gtin(text)) return std::string(text);
    return std::string(gtin_14 - std::min(gtin_14, text.size()), '0') + std::string(text);
}

Basket read_basket(Fields& fields, std::string_view key, std::string_view store_currency) {
    Basket basket;
    Fields parts(fields.object(key), fields.pointer_to(key));
    parts.only({"currency", "total", "lines"});
    const auto code = parts.text_if("currency", name_bytes_max).value_or(store_currency);
    const auto currency = Currency::parse(code);
    if (!currency) parts.fail("currency", currency.error().code(), currency.error().what());
    if (currency) basket.currency = *currency;
    basket.total = parts.integer("total", amounts);
    const auto& items = parts.array_if("lines", purchase_lines_max);
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < items.size() && parts.fine(); ++i) {
        auto line = parse_line(items[i], parts.pointer_to("lines") + "/" + std::to_string(i));
        if (!line) {
            parts.adopt(line.error());
            break;
        }
        sum += line->amount;
        basket.lines.push_back(std::move(*line));
    }
    if (sum > basket.total) {
        parts.fail("total", "totals_disagree", "the lines are more than the total");
    }
    fields.adopt(parts.done());
    return basket;
}

bool ItemRule::takes(const BasketLine& line) const {
    return (only.empty() || contains(only, line)) && !contains(never, line);
}

std::int64_t eligible_amount(const Basket& basket, const ItemRule& rule) {
    if (rule.takes_all()) return basket.total;
    std::int64_t sum = 0;
    for (const auto& line : basket.lines) {
        if (rule.takes(line)) sum += line.amount;
    }
    return sum;
}

}  // namespace aisle
