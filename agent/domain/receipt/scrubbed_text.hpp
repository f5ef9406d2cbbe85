// SPDX-License-Identifier: Apache-2.0
// Text of a receipt that could not be read, as it may be kept for who mends the template: numbers
// that may be a card's, a phone's or a person's are stars. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

namespace aisle {

// In each run of digits (digit_run.hpp): 13 to 19 that pass Luhn, 16 and more in one piece, codes
// of wallets and resident ids, 11 that are a Chinese mobile number, and what follows a plus. Of a
// card's number the last four stay. As many bytes as before.
std::string scrubbed(std::string_view text);

}  // namespace aisle
