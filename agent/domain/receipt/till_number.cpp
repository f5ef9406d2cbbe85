// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/receipt/till_number.hpp"

#include "agent/base/ascii.hpp"
#include "agent/base/limits.hpp"
#include "agent/base/utf8.hpp"
#include "agent/domain/secret_text.hpp"

#include <algorithm>
#include <charconv>
#include <iterator>

namespace aisle {
namespace {

constexpr std::size_t sequence_digits_max = 12;
constexpr std::size_t last_four = 4;

// A number may have a store and a day in front.
std::string last_digits(std::string_view number, std::size_t most) {
    std::string digits;
    std::ranges::copy_if(number, std::back_inserter(digits), is_digit);
    if (digits.size() > most) digits.erase(0, digits.size() - most);
    return digits;
}

}  // namespace

TillNumber till_number(std::string_view printed) {
    const auto text =
        contains_secret(printed) ? last_digits(printed, last_four) : std::string(printed);
    const auto digits = last_digits(text, sequence_digits_max);
    TillNumber number;
    std::from_chars(digits.data(), digits.data() + digits.size(), number.sequence);
    number.signs = signs_of_number(text);
    const bool plain = number.signs.empty() || number.signs == std::to_string(number.sequence);
    if (!plain && text.size() <= name_bytes_max && is_plain_text(text)) number.printed = text;
    return number;
}

std::string signs_of_number(std::string_view number) {
    std::string signs;
    for (const char c : number) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c & 0x80) != 0;
        const bool leads = c == '0' && (signs.empty() || !is_digit(signs.back()));
        if (letter || (is_digit(c) && !leads)) signs += c;
    }
    return signs;
}

}  // namespace aisle
