// SPDX-License-Identifier: Apache-2.0
// Finds in texts what must not be stored: payment card numbers (card_number.hpp), and as numbers of
// their own the codes that wallets show and resident ids (scan/secret_code.hpp), typed into a name,
// scanned into a note, printed on a receipt. Pure; any thread.
#pragma once

#include "agent/base/json.hpp"
#include "agent/base/result.hpp"

#include <string_view>

namespace aisle {

struct DigitRun;

// Whether the whole run, or a group of it, is a wallet's code or a resident id.
bool is_wallet_or_resident(const DigitRun& run);

bool contains_secret(std::string_view text);
// Of a code that names campaigns and goods by long numbers, such as begin as a wallet's code does.
bool contains_card_or_resident_id(std::string_view text);

// Looks at every text and every member's name; for codes of wallets and resident ids not in what
// numbers something ("id", "item_id", …), where any long number may stand.
// Errors: invalid, "card_number" or "secret_number"; neither the text of the error nor its place
// repeats the number.
Result<void> refuse_secrets(const Json& body);

}  // namespace aisle
