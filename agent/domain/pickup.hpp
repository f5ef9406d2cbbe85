// SPDX-License-Identifier: Apache-2.0
// Goods that were ordered elsewhere and wait here for who ordered them, as central puts them into
// the feed "pickups"; the order's number is the key. Members of a body that are not known are let
// pass. An order is handed over by one device only, its holder: two with the line down would both
// do it. Who comes for it shows a code, of which only the SHA-256 is here, or a token that central
// signed.
//
//   {"code_sha256":"…","token":"42","holder":"s0042-pos1","items":[{"sku":"A1","quantity":"1"}],
//    "valid_until":"2026-07-08T20:00:00+08:00","member":"m-77","picked_up_at":"…","erase_seq":7}
//
// Pure; any thread.
#pragma once

#include "agent/base/crypto/sha256.hpp"
#include "agent/base/json.hpp"
#include "agent/base/time.hpp"
#include "agent/domain/event.hpp"
#include "agent/domain/order_item.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {

struct Pickup {
    std::optional<Digest> code;          // of what is shown or typed; this, or
    std::optional<std::uint64_t> token;  // the serial of a token of type pick_up; or both
    std::string holder;                  // the device that hands it over
    std::vector<OrderItem> items;
    WallTime valid_until;
    std::string member;                    // whose it is; an id that says nothing to a reader
    std::optional<WallTime> picked_up_at;  // as far as central knows
};

// `order` is the key that it stands under. Errors: invalid, coded and placed by JSON pointer.
Result<Pickup> parse_pickup(const Json& body, std::string_view order);

// Of a code as it is shown or typed: blanks and hyphens say nothing, small letters are large ones.
Digest pickup_code_digest(std::string_view code);

// {"code":…}: what was shown. Errors: invalid, coded and placed by JSON pointer.
Result<std::string> parse_pickup_presentation(const Json& body);
// {"id":…}: the caller's, so that it may say the same twice; empty if none.
Result<std::string> parse_pickup_completion(const Json& body);

enum class PickupDecision {
    ready,
    unknown_code,    // no order waits here under it
    unknown_key,     // signed with a key that is not known here
    forged,          // the signature is wrong
    ambiguous_code,  // of more than one order that waits
    already_picked_up,
    elsewhere,  // another device hands it over
    expired,
    frozen,  // until central has compared what this device holds
};
// "already_picked_up"
std::string_view to_string(PickupDecision decision);

// What there is to know beside the order itself.
struct PickupMoment {
    WallTime now;
    std::string_view device;  // this one
    bool frozen = false;
    std::optional<WallTime> handed_over{};  // by this device
};

PickupDecision judge_pickup(const Pickup& pickup, const PickupMoment& moment);
// When it was handed over, by whomever.
std::optional<WallTime> picked_up_at(const Pickup& pickup, const PickupMoment& moment);

// What a refusal may name.
struct PickupRefusal {
    PickupDecision decision = PickupDecision::unknown_code;
    std::string order{};
    std::string holder{};
    std::optional<WallTime> at{};
};

// A sentence for the person at the counter: where it waits, or when it was handed over.
struct PickupWords {
    std::string en;
    std::string zh;
};

PickupWords words_of(const PickupRefusal& refusal);
// {"decision":"ready","order":…,"items":[…],"valid_until":…}
std::string ready_json(std::string_view order, const Pickup& pickup);
// {"decision":"rejected","reason":…,"en":…,"zh":…,"order":…,"device":…,"at":…}
std::string rejected_json(const PickupRefusal& refusal);
// The same to who would hand it over: conflict.
Error pickup_refused(const PickupRefusal& refusal);

EventDraft pickup_completed(std::string_view order, const Pickup& pickup);

}  // namespace aisle
