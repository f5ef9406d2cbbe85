// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/gtin.hpp"

#include "agent/base/ascii.hpp"

#include <algorithm>

namespace aisle {

bool is_gtin(std::string_view text) {
    const auto size = text.size();
    if (size != 8 && size != 12 && size != 13 && size != 14) return false;
    if (!std::all_of(text.begin(), text.end(), is_digit)) {
        return false;
    }
    return text.back() == gtin_check_digit(text.substr(0, size - 1));
}

// From the right, digits count three times and once in turn; with the check digit it is a multiple
// of ten.
char gtin_check_digit(std::string_view digits) {
    int sum = 0;
    int weight = 3;
    for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit, weight = 4 - weight) {
        sum += (*digit - '0') * weight;
    }
    return static_cast<char>('0' + (10 - sum % 10) % 10);
}

}  // namespace aisle
