// SPDX-License-Identifier: Apache-2.0
// Words of HTTP, which differ in more than the case of their ASCII letters or are the same. (Not
// Beast's iequals: 1.81 reads one byte past the end.) Pure; any thread.
#pragma once

#include <algorithm>
#include <string_view>

namespace aisle {

inline bool same_word(std::string_view a, std::string_view b) {
    const auto lower = [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    };
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [lower](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace aisle
