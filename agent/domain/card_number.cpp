// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/card_number.hpp"

#include "agent/base/ids.hpp"
#include "agent/domain/digit_run.hpp"
#include "agent/domain/gtin.hpp"
#include "agent/domain/luhn.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

namespace aisle {
namespace {

constexpr std::size_t digits_min = 13;
constexpr std::size_t digits_max = 19;
constexpr std::size_t phone_digits_max = 15;

// Issuer numbers by their first four digits (ISO/IEC 7812), and how long a number of theirs is.
struct Network {
    int first;
    int last;
    std::size_t digits_least;
    std::size_t digits_most;
};

constexpr std::array networks{
    Network{2200, 2204, 16, 19},  // Mir
    Network{2221, 2720, 16, 16},  // Mastercard
    Network{3000, 3059, 14, 19},  // Diners Club
    Network{3095, 3095, 14, 19},  // Diners Club
    Network{3400, 3499, 15, 15},  // American Express
    Network{3528, 3589, 16, 19},  // JCB
    Network{3600, 3699, 14, 19},  // Diners Club
    Network{3700, 3799, 15, 15},  // American Express
    Network{3800, 3999, 14, 19},  // Diners Club
    Network{4000, 4999, 13, 19},  // Visa
    Network{5000, 5099, 13, 19},  // Maestro, RuPay
    Network{5100, 5599, 16, 16},  // Mastercard
    Network{5600, 5899, 13, 19},  // Maestro
    Network{6000, 6099, 13, 19},  // Discover, RuPay, older Chinese cards
    Network{6200, 6299, 13, 19},  // UnionPay
    Network{6300, 6399, 13, 19},  // Maestro
    Network{6440, 6599, 16, 19},  // Discover, RuPay
    Network{6700, 6799, 13, 19},  // Maestro
    Network{8100, 8199, 16, 19},  // UnionPay, RuPay
    Network{9558, 9558, 16, 19},  // ICBC's cards from before UnionPay
};

bool is_card_number(std::string_view digits) {
    if (digits.size() < digits_min || digits.size() > digits_max) return false;
    int prefix = 0;
    std::from_chars(digits.data(), digits.data() + 4, prefix);
    const bool issued = std::any_of(networks.begin(), networks.end(), [&](const Network& network) {
        return prefix >= network.first && prefix <= network.last &&
               digits.size() >= network.digits_least && digits.size() <= network.digits_most;
    });
    return issued && passes_luhn(digits);
}

// A number may begin and end at any group: "table 12 4111 1111 1111 1111 7".
bool holds_card_number(const DigitRun& run) {
    if (run.after_plus && run.digits.size() <= phone_digits_max) return false;
    for (std::size_t from = 0; from < run.groups.size(); ++from) {
        std::string digits;
        for (auto to = from; to < run.groups.size() && digits.size() < digits_max; ++to) {
            digits += run.group(to);
            if (is_card_number(digits)) return true;
        }
    }
    return false;
}

}  // namespace

bool contains_card_number(std::string_view text) {
    if (digits_at_most(text) < digits_min) return false;
    for (auto run = find_digit_run(text, 0); run; run = find_digit_run(text, run->end)) {
        if (holds_card_number(*run)) return !is_gtin(text) && !parse_event_id(text);
    }
    return false;
}

}  // namespace aisle
