// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/receipt/till_number.hpp"

#include "agent/base/ascii.hpp"
#include "agent/base/limits.hpp"
#include "agent/base/time.hpp"
#include "agent/base/utf8.hpp"
#include "agent/domain/card_number.hpp"
#include "agent/domain/secret_text.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <iterator>
#include <vector>

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

// "2026-07-04" may stand in a number as 260704, 040726 or 070426, the year with its century, too.
bool names_day(std::string_view number, const std::string& day) {
    const auto year = day.substr(2, 2), month = day.substr(5, 2), date = day.substr(8, 2);
    const auto century = day.substr(0, 2);
    const std::string ways[] = {year + month + date, date + month + year, month + date + year,
                                date + month + century + year, month + date + century + year};
    return std::ranges::any_of(ways, [number](const std::string& way) {
        return number.find(way) != std::string_view::npos;
    });
}

// A shop's day may begin before the calendar's, or end behind it. Empty where it is no day.
std::vector<std::string> days_about(std::string_view day) {
    constexpr std::size_t date_size = 10;
    const auto noon = parse_rfc3339(std::string(day) + "T12:00:00Z");
    std::vector<std::string> days;
    for (int i = -1; noon && i <= 1; ++i) {
        days.push_back(to_rfc3339(*noon + i * std::chrono::hours{24}).substr(0, date_size));
    }
    return days;
}

bool names_day_about(std::string_view number, std::string_view day) {
    const auto digits = last_digits(number, number.size());
    return std::ranges::any_of(days_about(day),
                               [&](const std::string& one) { return names_day(digits, one); });
}

// One in eleven of "100105-20260704-0006" has the check digit of a resident id, and nobody born
// about today buys.
bool is_born_about(std::string_view number, std::string_view day) {
    constexpr std::size_t id_digits = 18;
    const auto digits = last_digits(number, number.size());
    if (digits.size() != id_digits || contains_card_number(number)) return false;
    const auto born = digits.substr(6, 8);
    return std::ranges::any_of(days_about(day), [&](std::string one) {
        std::erase(one, '-');
        return one == born;
    });
}

}  // namespace

TillNumber till_number(std::string_view printed, std::string_view day) {
    const bool persons = contains_card_or_resident_id(printed) && !is_born_about(printed, day);
    const bool pays = !persons && contains_secret(printed) && !names_day_about(printed, day);
    const auto text = persons || pays ? last_digits(printed, last_four) : std::string(printed);
    const auto digits = last_digits(text, sequence_digits_max);
    TillNumber number;
    std::from_chars(digits.data(), digits.data() + digits.size(), number.sequence);
    number.signs = signs_of_number(pays ? printed : text);
    if (pays) return number;
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
