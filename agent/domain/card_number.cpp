// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/card_number.hpp"

#include "agent/base/ids.hpp"
#include "agent/base/json_fields.hpp"
#include "agent/domain/gtin.hpp"
#include "agent/domain/luhn.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string>
#include <vector>

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

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

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

// Groups of digits with single spaces or dashes between them: "6222 0000-1111".
struct Run {
    std::vector<std::string_view> groups;
    bool after_plus = false;

    std::size_t digits() const {
        std::size_t sum = 0;
        for (const auto group : groups) sum += group.size();
        return sum;
    }
};

// Takes what stands before the next run, and the run, off the text.
Run take_run(std::string_view& text) {
    Run run;
    const auto start = std::find_if(text.begin(), text.end(), is_digit);
    run.after_plus = start != text.begin() && start != text.end() && *(start - 1) == '+';
    text.remove_prefix(static_cast<std::size_t>(start - text.begin()));
    while (!text.empty() && is_digit(text.front())) {
        const auto end = std::find_if_not(text.begin(), text.end(), is_digit);
        const auto size = static_cast<std::size_t>(end - text.begin());
        run.groups.push_back(text.substr(0, size));
        text.remove_prefix(size);
        const bool parted = text.size() > 1 && (text[0] == ' ' || text[0] == '-');
        if (parted && is_digit(text[1])) text.remove_prefix(1);
    }
    return run;
}

// A number may begin and end at any group: "table 12 4111 1111 1111 1111 7".
bool holds_card_number(const Run& run) {
    if (run.after_plus && run.digits() <= phone_digits_max) return false;
    for (std::size_t from = 0; from < run.groups.size(); ++from) {
        std::string digits;
        for (std::size_t to = from; to < run.groups.size() && digits.size() < digits_max; ++to) {
            digits += run.groups[to];
            if (is_card_number(digits)) return true;
        }
    }
    return false;
}

// The JSON pointer of the first one, put together only when there is one. A name that is a card
// number itself is no part of it.
std::optional<std::string> place_of_card_number(const Json& json) {
    if (const auto text = json.string(); text && contains_card_number(*text)) return "";
    for (std::size_t i = 0; i < json.items().size(); ++i) {
        const auto rest = place_of_card_number(json.items()[i]);
        if (rest) return "/" + std::to_string(i) + *rest;
    }
    for (const auto& member : json.members()) {
        if (contains_card_number(member.key())) return "";
        const auto rest = place_of_card_number(member.value);
        if (rest) return Fields(json).pointer_to(member.key()) + *rest;
    }
    return std::nullopt;
}

}  // namespace

bool contains_card_number(std::string_view text) {
    std::string_view rest = text;
    while (rest.size() >= digits_min) {
        if (!holds_card_number(take_run(rest))) continue;
        return !is_gtin(text) && !parse_event_id(text);
    }
    return false;
}

Result<void> refuse_card_numbers(const Json& body) {
    auto place = place_of_card_number(body);
    if (!place) return {};
    return Error(Errc::invalid,
                 "a payment card number is never stored: send the kind of tender and the amount, "
                 "and leave the number out")
        .coded("card_number")
        .placed(std::move(*place));
}

}  // namespace aisle
