// SPDX-License-Identifier: Apache-2.0
// One answer to one question: may you use my data for this purpose over this channel? A refusal is
// an answer like any other and is recorded, so that nobody asks again tomorrow. The notice that
// was on the screen is named with the hash of its text, because the asker has to prove it.
// Pure; any thread.
#pragma once

#include "agent/base/json_fields.hpp"
#include "agent/domain/event.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace aisle {

enum class ConsentDecision { given, refused };

struct Notice {
    std::string id;
    std::string version;
    std::string language;  // BCP 47
    std::string sha256;    // of the text that was shown, 64 small hex digits
    bool operator==(const Notice&) const = default;
};

struct Consent {
    std::string purpose;  // membership, marketing, profiling, survey or share:{controller}
    std::string channel;
    ConsentDecision decision = ConsentDecision::refused;
    Notice notice;
    bool operator==(const Consent&) const = default;
};

// Reads a list of at least one; the same purpose and channel stand in it once.
// Errors of the fields.
std::vector<Consent> read_consents(Fields& fields, std::string_view key);

// Who it is about stands in the person part.
EventDraft consent_recorded(const Consent& consent, std::string_view consent_id,
                            std::string_view member_id);

}  // namespace aisle
