// SPDX-License-Identifier: Apache-2.0
// The letters and digits of ASCII, whatever the locale says; every byte of another character is
// none of them. Pure; any thread.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace aisle {

constexpr bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

constexpr bool is_letter(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

constexpr char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

inline std::string lower(std::string_view text) {
    std::string small(text);
    std::ranges::transform(small, small.begin(), [](char c) { return lower(c); });
    return small;
}

// Whether they differ in the size of their letters only.
constexpr bool same_word(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, {}, [](char c) { return lower(c); },
                              [](char c) { return lower(c); });
}

}  // namespace aisle
