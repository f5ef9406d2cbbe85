// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/gtin.hpp"

#include <algorithm>

namespace aisle {

bool is_gtin(std::string_view text) {
    const auto size = text.size();
    if (size != 8 && size != 12 && size != 13 && size != 14) return false;
    if (!std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; })) {
        return false;
    }
    // From the right, digits count once and three times in turn; the whole is a multiple of ten.
    int sum = 0;
    int weight = 1;
    for (auto digit = text.rbegin(); digit != text.rend(); ++digit, weight = 4 - weight) {
        sum += (*digit - '0') * weight;
    }
    return sum % 10 == 0;
}

}  // namespace aisle
