// SPDX-License-Identifier: Apache-2.0
// Global Trade Item Numbers (GS1): 8, 12, 13 or 14 digits, the last one a check. Pure; any thread.
#pragma once

#include <string_view>

namespace aisle {

// The length is one of the four, all are digits, and the check digit fits.
bool is_gtin(std::string_view text);

// What makes digits a number of one of these: the digit to put behind them.
char gtin_check_digit(std::string_view digits);

}  // namespace aisle
