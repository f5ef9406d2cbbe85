// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/scan/check_digit.hpp"

#include "agent/base/ascii.hpp"
#include "agent/domain/luhn.hpp"
#include "agent/domain/scan/gs1_check.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace aisle {
namespace {

constexpr std::pair<CheckDigit, std::string_view> names[] = {
    {CheckDigit::none, "none"}, {CheckDigit::mod10, "mod10"},     {CheckDigit::luhn, "luhn"},
    {CheckDigit::damm, "damm"}, {CheckDigit::mod11_2, "mod11_2"},
};

constexpr std::array<std::string_view, 10> damm_rows{
    "0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
    "3674209581", "5869720134", "8945362017", "9438617205", "2581436790"};

bool passes_damm(std::string_view digits) {
    char interim = '0';
    for (const char c : digits) {
        interim =
            damm_rows[static_cast<std::size_t>(interim - '0')][static_cast<std::size_t>(c - '0')];
    }
    return interim == '0';
}

bool passes_mod11_2(std::string_view digits, int last) {
    int sum = 0;
    for (const char c : digits) sum = (sum + (c - '0')) * 2 % 11;
    return (sum + last) % 11 == 1;
}

}  // namespace

std::optional<CheckDigit> parse_check_digit(std::string_view name) {
    const auto found = std::ranges::find(names, name, [](const auto& one) { return one.second; });
    if (found == std::end(names)) return std::nullopt;
    return found->first;
}

std::string_view to_string(CheckDigit check) {
    return std::ranges::find(names, check, [](const auto& one) { return one.first; })->second;
}

bool ends_with_check(CheckDigit check, std::string_view text) {
    if (check == CheckDigit::none) return true;
    const bool ten = check == CheckDigit::mod11_2 && (text.ends_with('X') || text.ends_with('x'));
    std::string digits;
    std::ranges::copy_if(text, std::back_inserter(digits), is_digit);
    if (digits.size() + (ten ? 1 : 0) < 2) return false;
    switch (check) {
        case CheckDigit::none:
            return true;
        case CheckDigit::mod10:
            return passes_mod10(digits);
        case CheckDigit::luhn:
            return passes_luhn(digits);
        case CheckDigit::damm:
            return passes_damm(digits);
        case CheckDigit::mod11_2: {
            if (ten) return passes_mod11_2(digits, 10);
            const int last = digits.back() - '0';
            digits.pop_back();
            return passes_mod11_2(digits, last);
        }
    }
    return false;
}

}  // namespace aisle
