// SPDX-License-Identifier: Apache-2.0
// Text of a receipt that could not be read, as it may be kept for who mends the template: numbers
// that may be a card's, a phone's or a person's are stars. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

namespace aisle {

// In each run of digits, groups parted by single blanks or dashes counting as one: 13 to 19 that
// pass Luhn, 11 that are a Chinese mobile number, 18 that are a resident id, and what follows a
// plus. Of a card's number the last four stay.
std::string scrubbed(std::string_view text);

}  // namespace aisle
