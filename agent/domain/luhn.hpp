// SPDX-License-Identifier: Apache-2.0
// The Luhn check (ISO/IEC 7812): what payment cards and many other long numbers end with; one
// number in ten passes by chance. Pure; any thread.
#pragma once

#include <string_view>

namespace aisle {

// Takes digits only.
inline bool passes_luhn(std::string_view digits) {
    int sum = 0;
    bool twice = false;
    for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit, twice = !twice) {
        const int value = (*digit - '0') * (twice ? 2 : 1);
        sum += value > 9 ? value - 9 : value;
    }
    return sum % 10 == 0;
}

}  // namespace aisle
