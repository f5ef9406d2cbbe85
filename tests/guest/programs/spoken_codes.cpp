// SPDX-License-Identifier: Apache-2.0
#include "tests/guest/programs/spoken_codes.hpp"

#include <array>
#include <map>
#include <string_view>

namespace aisle {
namespace {

constexpr char gs = '\x1d';

std::string padded(std::size_t number, std::size_t digits) {
    auto text = std::to_string(number);
    return std::string(digits - std::min(digits, text.size()), '0') + text;
}

// What of it can be said; what cannot is left out.
std::string sayable(const VirtualScanner& scanner, std::string_view text) {
    std::string out;
    while (!text.empty()) {
        std::size_t size = 1;
        while (size < text.size() && (static_cast<unsigned char>(text[size]) & 0xc0U) == 0x80U) {
            ++size;
        }
        const auto sign = text.substr(0, size);
        if (sign.front() == gs || scanner.can_say(sign)) out += sign;
        text.remove_prefix(size);
    }
    return out;
}

// Seven kinds in turn: a GTIN, elements with separators, a web address, a short one, letters of the
// layouts' own, a token, and signs that need other keys held.
std::string code_of(char who, std::size_t number) {
    const auto unique = std::string(1, who) + padded(number, 5);
    switch (number % 7) {
        case 0:
            return padded(4'006'381'333'931 % 10'000'000, 7) + unique;
        case 1:
            return "01" + padded(number * 7919, 14) + gs + "21" + unique + gs + "3103001250";
        case 2:
            return "https://shop.example/01/04006381333931?s=" + unique + "&x=Y";
        case 3:
            return unique;
        case 4:
            return "äöüßÄÖÜéèçñ€" + unique;
        case 5:
            return "AIS1-" + unique + "-QWERTZUIOPASDFGHJKLYXCVBNM-qwertzuiopasdfghjklyxcvbnm";
        default:
            return unique + "!\"$%&/()=?'*+#-_.:,;<>@\\|{[]}~^";
    }
}

}  // namespace

std::vector<std::string> spoken_codes(const VirtualScanner& scanner, char who, std::size_t count) {
    std::vector<std::string> codes;
    for (std::size_t number = 1; number <= count; ++number) {
        codes.push_back(sayable(scanner, code_of(who, number)));
    }
    return codes;
}

std::vector<std::string> typed_codes(std::size_t count) {
    std::vector<std::string> codes;
    for (std::size_t number = 1; number <= count; ++number) {
        auto code = "U" + padded(number, 4);
        if (number % 3 == 1) code += "-aZ/9.q";
        if (number % 3 == 2) code = "01" + code + gs + "21x";
        codes.push_back(code);
    }
    return codes;
}

std::string key_names(const std::string& code) {
    static const std::map<char, std::string_view> named{
        {'-', "minus"}, {'/', "slash"}, {'.', "dot"}, {gs, "ctrl-bracket_right"}};
    std::string names;
    for (const char sign : code) {
        const auto name = named.find(sign);
        if (name != named.end()) {
            names += name->second;
        } else if (sign >= 'A' && sign <= 'Z') {
            names.append("shift-") += static_cast<char>(sign - 'A' + 'a');
        } else {
            names += sign;
        }
        names += ' ';
    }
    return names + "ret";
}

}  // namespace aisle
