// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/quantity.hpp"

#include "agent/base/ascii.hpp"
#include "agent/base/money.hpp"

#include <algorithm>
#include <charconv>

namespace aisle {
namespace {

constexpr std::size_t whole_digits_max = 9;
constexpr std::size_t decimals_max = 6;

bool all_digits(std::string_view text) {
    return std::all_of(text.begin(), text.end(), is_digit);
}

std::int64_t power_of_ten(int exponent) {
    std::int64_t power = 1;
    for (int i = 0; i < exponent; ++i) power *= 10;
    return power;
}

}  // namespace

Result<Quantity> Quantity::parse(std::string_view text) {
    const auto bad = [] {
        return Error(Errc::invalid, "a decimal such as \"2\" or \"0.456\", more than 0, is needed")
            .coded("bad_quantity");
    };
    const auto point = text.find('.');
    const auto whole = text.substr(0, point);
    auto decimals = point == std::string_view::npos ? std::string_view{} : text.substr(point + 1);
    if (whole.empty() || whole.size() > whole_digits_max || !all_digits(whole)) return bad();
    if (point != std::string_view::npos && decimals.empty()) return bad();
    if (decimals.size() > decimals_max || !all_digits(decimals)) return bad();
    while (decimals.ends_with('0')) decimals.remove_suffix(1);

    const std::string digits = std::string(whole) + std::string(decimals);
    Quantity quantity;
    std::from_chars(digits.data(), digits.data() + digits.size(), quantity.units_);
    quantity.decimals_ = static_cast<int>(decimals.size());
    if (quantity.units_ == 0) return bad();
    return quantity;
}

Result<bool> Quantity::priced(std::int64_t unit_price, std::int64_t amount) const {
    const auto scale = power_of_ten(decimals_);
    TRY(const auto product, checked_multiply(unit_price, units_));
    TRY(const auto scaled, checked_multiply(amount, scale));
    TRY(const auto difference, checked_subtract(scaled, product));
    return difference > -scale && difference < scale;
}

std::string to_string(const Quantity& quantity) {
    std::string digits = std::to_string(quantity.units_);
    const auto decimals = static_cast<std::size_t>(quantity.decimals_);
    if (decimals == 0) return digits;
    if (digits.size() <= decimals) digits.insert(0, decimals + 1 - digits.size(), '0');
    return digits.insert(digits.size() - decimals, ".");
}

}  // namespace aisle
