// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/phone.hpp"

#include <algorithm>
#include <array>

namespace aisle {
namespace {

struct Numbering {
    std::string_view region;
    std::string_view prefix;
    std::size_t digits;       // of a national mobile number, without its trunk zero
    std::string_view first;   // what its first digit may be
    std::string_view second;  // and its second
    bool trunk_zero;          // nationally written with a 0 in front
};

constexpr std::string_view any_digit = "0123456789";
constexpr std::array numberings{
    Numbering{"CN", "86", 11, "1", "3456789", false},
    Numbering{"HK", "852", 8, "456789", any_digit, false},
    Numbering{"MO", "853", 8, "6", any_digit, false},
    Numbering{"TW", "886", 9, "9", any_digit, true},
};
constexpr std::size_t e164_digits_min = 7;
constexpr std::size_t e164_digits_max = 15;
constexpr std::size_t typed_bytes_max = 64;

// Digits and a leading plus; empty when there is anything else in it.
std::string bare(std::string_view typed) {
    std::string number;
    while (!typed.empty()) {
        const char c = typed.front();
        // U+FF10 to U+FF19 are the full-width digits, U+FF0B is the plus, U+FF08, U+FF09 and
        // U+FF0D are brackets and dash.
        const bool wide = typed.starts_with("\xef\xbc") && typed.size() >= 3;
        const char third = wide ? typed[2] : '\0';
        if (c >= '0' && c <= '9') {
            number += c;
        } else if (wide && third >= '\x90' && third <= '\x99') {
            number += static_cast<char>('0' + (third - '\x90'));
        } else if (number.empty() && (c == '+' || (wide && third == '\x8b'))) {
            number = "+";
        } else if (!wide && std::string_view(" -.()").find(c) == std::string_view::npos) {
            return {};
        } else if (wide && std::string_view("\x88\x89\x8d").find(third) == std::string_view::npos) {
            return {};
        }
        typed.remove_prefix(wide ? 3 : 1);
    }
    return number.starts_with("00") ? "+" + number.substr(2) : number;
}

// The number without its trunk zero, or empty when it is no mobile number of this region.
std::string_view national(std::string_view number, const Numbering& numbering) {
    if (numbering.trunk_zero && number.starts_with('0')) number.remove_prefix(1);
    const bool fits = number.size() == numbering.digits &&
                      numbering.first.find(number[0]) != std::string_view::npos &&
                      numbering.second.find(number[1]) != std::string_view::npos;
    return fits ? number : std::string_view{};
}

std::string international(const Numbering& numbering, std::string_view number) {
    const auto fitting = national(number, numbering);
    if (fitting.empty()) return {};
    return "+" + std::string(numbering.prefix) + std::string(fitting);
}

std::string e164(std::string_view number, std::string_view region) {
    if (!number.starts_with('+')) {
        const auto own = std::find_if(numberings.begin(), numberings.end(),
                                      [&](const auto& one) { return one.region == region; });
        if (own == numberings.end()) return {};
        // Written nationally, the trunk zero is not to be forgotten.
        if (own->trunk_zero && !number.starts_with('0')) return {};
        return international(*own, number);
    }
    number.remove_prefix(1);
    for (const auto& numbering : numberings) {
        if (number.starts_with(numbering.prefix)) {
            return international(numbering, number.substr(numbering.prefix.size()));
        }
    }
    const bool fits = number.size() >= e164_digits_min && number.size() <= e164_digits_max &&
                      !number.starts_with('0');
    return fits ? "+" + std::string(number) : std::string{};
}

}  // namespace

Result<std::string> normalise_phone(std::string_view typed, std::string_view region) {
    std::string number;
    if (typed.size() <= typed_bytes_max) number = e164(bare(typed), region);
    if (number.empty()) {
        return Error(Errc::invalid,
                     "not a phone number that messages can be sent to; numbers from abroad begin "
                     "with + and the country")
            .coded("bad_phone");
    }
    return number;
}

}  // namespace aisle
