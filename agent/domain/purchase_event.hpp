// SPDX-License-Identifier: Apache-2.0
// A purchase as events. Most are one. A receipt whose lines do not fit one event becomes a head
// (all but the lines, with the number of parts) and numbered parts that hold the lines; all carry
// the same purchase_key and belong into one transaction, the head first. Pure; any thread.
#pragma once

#include "agent/base/result.hpp"
#include "agent/domain/event.hpp"
#include "agent/domain/identifier.hpp"
#include "agent/domain/purchase.hpp"

#include <string>
#include <vector>

namespace aisle {

// "S0042/pos1/2026-07-01/1234/completed": the receipt and what became of it. A receipt that was
// suspended and then completed under one number has two keys.
std::string purchase_key(const Purchase& purchase);

// The customer's contact data leaves sealed to central's key, as the purchase_key's; a mask and
// keyed digests stand beside it. Errors: too_large ("event_too_large") when what is not lines fills
// an event by itself; invalid (a public key that keeps no secret).
Result<std::vector<EventDraft>> purchase_events(const Purchase& purchase, const MemberKeys& keys,
                                                Entropy& entropy);

}  // namespace aisle
