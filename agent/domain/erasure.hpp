// SPDX-License-Identifier: Apache-2.0
// Somebody wants to be forgotten: what central says of it in the feed `erasures`, whose key is the
// request's id, and what this device says when it is done. The answer names nobody. Pure; any
// thread.
//
//   {"erase_seq":7,"member_id":"m-1","provisional_ids":["p-1"],"identifier_hmacs":["{64 hex}"]}
#pragma once

#include "agent/base/crypto/sha256.hpp"
#include "agent/base/json.hpp"
#include "agent/domain/event.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {

struct Erasure {
    std::int64_t erase_seq = 0;  // rises with each of the tenant's
    std::string member_id;
    std::vector<std::string> provisional_ids;
    std::vector<Digest> identifiers;
};

// Members not named above are let pass. Errors: invalid, coded and placed by JSON pointer.
Result<Erasure> parse_erasure(const Json& body);

// How much went, of each class.
struct ErasureCounts {
    std::uint64_t cards = 0;
    std::uint64_t identifiers = 0;
    std::uint64_t consents = 0;
    std::uint64_t person_parts = 0;  // of events in the journal
    std::uint64_t others = 0;        // rows of other books

    bool operator==(const ErasureCounts&) const = default;
};
std::string to_json(const ErasureCounts& counts);

// privacy.erased; `counts` as to_json() wrote it.
EventDraft privacy_erased(std::string_view request, std::int64_t erase_seq,
                          std::string_view counts);

}  // namespace aisle
