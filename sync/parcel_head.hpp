// SPDX-License-Identifier: Apache-2.0
// What is written on the outside of a parcel, readable without a key: whose it is, which numbers it
// holds, to whom it is sealed. A sealed parcel opens only with the head it was sealed under.
// Pure; any thread.
#pragma once

#include "agent/base/crypto/seal_key.hpp"
#include "agent/base/ids.hpp"
#include "agent/base/result.hpp"
#include "agent/base/strong.hpp"
#include "agent/base/time.hpp"
#include "sync/place.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace aisle {

// The first line of the file; a later form has another number.
inline constexpr std::string_view parcel_magic = "aisle-parcel 1\n";

// The numbers of a lane that waited when the parcel was begun. It may reach a little further.
struct ParcelSpan {
    Seq first;
    Seq last;
    bool operator==(const ParcelSpan&) const = default;
};

struct ParcelHead {
    std::string device;
    Epoch epoch;
    WallTime made;
    std::string agent;                               // "aisle/0.1.0"
    std::array<std::optional<ParcelSpan>, 2> lanes;  // by lane; nothing: nothing waited there
    std::string key;                                 // id of central's key; empty: not sealed
    std::optional<SealPublicKey> enc;                // the sender's half; with `key`

    const std::optional<ParcelSpan>& lane(Lane which) const { return lanes[index_of(which)]; }
    bool sealed() const { return enc.has_value(); }
};

std::string encode(const ParcelHead& head);
// Errors: invalid, newer (a form of a later program).
Result<ParcelHead> decode_parcel_head(std::string_view text);

}  // namespace aisle
