// SPDX-License-Identifier: Apache-2.0
// Finds payment card numbers so that they can be refused: they are never stored, not in a note,
// not in a reason, not as somebody's member number. Pure; any thread.
//
// A card number is 13 to 19 digits, perhaps in groups (digit_run.hpp), that begin as a card
// network's numbers do, have that network's length, and pass the Luhn check. Without the networks
// one in ten of all long item numbers and time stamps would be refused. Not card numbers: a GTIN
// standing alone, a UUID, a phone number written with its plus.
#pragma once

#include <string_view>

namespace aisle {

bool contains_card_number(std::string_view text);

}  // namespace aisle
