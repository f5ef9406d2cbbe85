// SPDX-License-Identifier: Apache-2.0
// Codes that are never stored, sent or logged: what pays, and who somebody is. A clerk who points
// the wrong scanner at a phone must not leave a payment code in a queue for central. Pure; any
// thread.
//
//   wallet      WeChat: 18 digits from 10 to 15; Alipay: 16 to 24 digits from 25 to 30; UnionPay:
//               19 digits from 62 (the codes a phone shows to be charged)
//   card        14 to 19 digits that begin as a card network's numbers do, have the length its
//               cards have today, and pass Luhn; in groups parted by blanks or dashes, too
//   track       what a magnetic stripe says: "%B" or ";", such a number, "^" or "="
//   resident id 17 digits and the check character of ISO 7064 MOD 11-2 (GB 11643)
//
// Control characters round it, and an AIM identifier that nobody has taken off, hide none of them.
//
// Codes are full of long digits that pass Luhn by chance (GTIN, SSCC, serials), and a product that
// cannot be scanned stops a till. So the whole code has to be one of these, and what the scanner
// itself calls GS1 or EAN (its AIM identifier) never is, nor are 13 or 14 digits with the check
// digit of a GTIN. A global coupon number or an SSCC whose scanner sends no identifier may look
// like a wallet's code, and is then taken for one: switch the identifier on.
#pragma once

#include "agent/domain/scan.hpp"

#include <string_view>

namespace aisle {

enum class SecretKind { none, wechat_pay, alipay, unionpay, payment_card, card_track, resident_id };
std::string_view to_string(SecretKind kind);

SecretKind secret_kind(const Scan& scan);

// The same of a code that is nothing else, behind one letter by which some makers' scanners say
// what symbology it was.
SecretKind secret_behind_letter(std::string_view text);

// Of digits alone.
SecretKind wallet_kind(std::string_view digits);
bool is_resident_id(std::string_view text);

}  // namespace aisle
