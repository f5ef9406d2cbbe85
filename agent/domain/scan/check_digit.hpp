// SPDX-License-Identifier: Apache-2.0
// The check digits that card and receipt numbers end with. Pure; any thread.
#pragma once

#include <optional>
#include <string_view>

namespace aisle {

enum class CheckDigit {
    none,
    mod10,    // as in a GTIN: weights 3 and 1 from the right
    luhn,     // ISO/IEC 7812
    damm,     // H. M. Damm's quasigroup of order ten
    mod11_2,  // ISO/IEC 7064; the last may be X for ten
};

std::optional<CheckDigit> parse_check_digit(std::string_view name);
std::string_view to_string(CheckDigit check);

// Of the digits in the text; what parts them does not count. False when there are none.
bool ends_with_check(CheckDigit check, std::string_view text);

}  // namespace aisle
