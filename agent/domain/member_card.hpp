// SPDX-License-Identifier: Apache-2.0
// What a till may know of a member, as the feed `members` brings it: a masked name, no number, no
// address, no birthday. It is central's word as of a moment, and is shown with its age. Pure; any
// thread.
//
//   {"masked_name":"李**","tier":"gold","points":{"balance":120,"as_of":"2026-07-01T00:00:00Z"},
//    "tags":[…],"flags":[…],"identifiers":[{"kind":"phone","hmac":"…"}],"home":true,
//    "last_visit":"…","offers":[…],"merged_from":[…],"as_of":"…","erase_seq":7,
//    "advisor":"op7","preferences":{"shoe_size":{"value":"38","version":3}}}
#pragma once

#include "agent/base/json.hpp"
#include "agent/base/json_writer.hpp"
#include "agent/base/time.hpp"
#include "agent/domain/identifier.hpp"
#include "agent/domain/preference.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {

struct PointsSnapshot {
    std::int64_t balance = 0;
    WallTime as_of;
};

struct MemberCard {
    std::string masked_name;
    std::string tier;
    std::optional<PointsSnapshot> points;
    std::vector<std::string> tags;
    std::vector<std::string> flags;
    std::vector<Identifier> identifiers;
    bool home = false;
    std::optional<WallTime> last_visit;
    std::string offers;                    // a JSON array, as central wrote it; or empty
    std::vector<std::string> merged_from;  // ids that this one answers for now
    std::optional<WallTime> as_of;         // of the card, or else of its points
    std::string advisor;                   // the operator whose customer she is, or empty
    std::vector<Preference> preferences;
    std::int64_t erase_seq = 0;  // through which erasure central had gone when it wrote it
};

// `text` is what `body` was parsed from. Members not named above are let pass. Errors: invalid,
// coded and placed by JSON pointer.
Result<MemberCard> parse_member_card(const Json& body, std::string_view text);
// What she came with and waits for an answer to: who serves her sees it, with "open_case":true.
inline constexpr std::string_view open_case_flag = "open_case";
bool has_open_case(const MemberCard& card);
// For a screen: without identifiers, and without what is between central and this device.
void write_member_card(JsonWriter& json, const MemberCard& card);

// Seconds since a time; nothing when it is not known, 0 when it lies ahead.
std::optional<std::int64_t> age_seconds(std::optional<WallTime> since, WallTime now);

}  // namespace aisle
