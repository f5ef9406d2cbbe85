// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/payment_card_scan.hpp"

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

// By the first four digits, with the one or two lengths that are in use.
struct Network {
    int first;
    int last;
    std::size_t shorter;
    std::size_t longer;
};

constexpr std::array networks{
    Network{2221, 2720, 16, 16},  // Mastercard
    Network{3000, 3059, 14, 16},  // Diners Club
    Network{3095, 3095, 14, 16},  // Diners Club
    Network{3400, 3499, 15, 15},  // American Express
    Network{3528, 3589, 16, 16},  // JCB
    Network{3600, 3699, 14, 16},  // Diners Club
    Network{3700, 3799, 15, 15},  // American Express
    Network{3800, 3999, 14, 16},  // Diners Club
    Network{4000, 4999, 16, 19},  // Visa
    Network{5100, 5599, 16, 16},  // Mastercard
    Network{6011, 6011, 16, 19},  // Discover
    Network{6200, 6299, 16, 19},  // UnionPay
    Network{6440, 6599, 16, 19},  // Discover
};

// GS1-128, the DataBar family, and GS1 in Data Matrix, QR and DotCode (ISO/IEC 15424).
constexpr std::array<std::string_view, 5> gs1_identifiers{"]C1", "]e0", "]d2", "]Q3", "]J1"};

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

std::size_t leading_digits(std::string_view text) {
    const auto end = std::find_if_not(text.begin(), text.end(), is_digit);
    return static_cast<std::size_t>(end - text.begin());
}

std::string without_blanks(std::string_view text) {
    std::string kept(text);
    std::erase_if(kept, [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; });
    return kept;
}

bool is_card_number(std::string_view digits) {
    if (leading_digits(digits) != digits.size() || is_gtin(digits)) return false;
    if (digits.size() < digits_min || digits.size() > digits_max || !passes_luhn(digits)) {
        return false;
    }
    int prefix = 0;
    std::from_chars(digits.data(), digits.data() + 4, prefix);
    return std::any_of(networks.begin(), networks.end(), [&](const Network& network) {
        // UnionPay's cards have every length between.
        const bool between = network.first == 6200 && digits.size() > network.shorter;
        return prefix >= network.first && prefix <= network.last &&
               (digits.size() == network.shorter || digits.size() == network.longer || between);
    });
}

// Whether a track's digits and the sign behind them follow one of the places it may begin at.
bool holds_track(std::string_view text, std::string_view begin, char end) {
    for (auto at = text.find(begin); at != std::string_view::npos; at = text.find(begin, at + 1)) {
        const auto rest = text.substr(at + begin.size());
        const auto size = leading_digits(rest.substr(0, digits_max + 1));
        if (size < digits_min || size > digits_max || size == rest.size()) continue;
        if (rest[size] == end && passes_luhn(rest.substr(0, size))) return true;
    }
    return false;
}

}  // namespace

bool is_payment_card(const Scan& scan) {
    if (std::find(gs1_identifiers.begin(), gs1_identifiers.end(), scan.aim) !=
        gs1_identifiers.end()) {
        return false;
    }
    const auto text = without_blanks(scan.bytes);
    return is_card_number(text) || holds_track(text, "%B", '^') || holds_track(text, "%b", '^') ||
           holds_track(text, ";", '=');
}

}  // namespace aisle
