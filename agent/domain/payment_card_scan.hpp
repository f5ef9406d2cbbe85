// SPDX-License-Identifier: Apache-2.0
// Whether what a scanner read is a payment card: a code that is nothing but a card's number, or
// what a magnetic stripe says. Such a code is never stored. Pure; any thread.
//
// Codes are full of long digits that pass Luhn by chance (GTIN, SSCC, element strings, serials),
// and a product that cannot be scanned stops a till. So this looks for less than
// contains_card_number():
//   - the whole code, but for blanks, is 14 to 19 digits that begin as a card network's numbers do,
//     have the length its cards have today, and pass Luhn; or
//   - a track: "%B" or ";", 13 to 19 digits that pass Luhn, and "^" or "=".
// Never a card: what the scanner itself calls GS1 (its AIM identifier), and 13 or 14 digits whose
// GTIN check digit fits.
// The limits: a card's number amid other text (a URL, a sentence) is let pass, so are networks and
// lengths not in the table. A GLN alone behind its prefix ("414" and 13 digits), from a scanner
// that sends no AIM identifier, is refused when it passes Luhn.
#pragma once

#include "agent/domain/scan.hpp"

namespace aisle {

bool is_payment_card(const Scan& scan);

}  // namespace aisle
