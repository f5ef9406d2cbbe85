// SPDX-License-Identifier: Apache-2.0
// Who looked at something online and comes to the store: a landing page gave her a code that
// central signed (a token of type hand-off), whose campaign and serial name her session. It is good
// once; what was bought in that session names it. Pure; any thread.
#pragma once

#include "agent/base/json_fields.hpp"
#include "agent/base/json_writer.hpp"
#include "agent/base/time.hpp"
#include "agent/domain/event.hpp"
#include "agent/domain/scan/token.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace aisle {

struct HandoffSession {
    std::uint32_t campaign = 0;
    std::uint64_t number = 0;  // 0 to 2^63 - 1, which is what a database holds
    bool operator==(const HandoffSession&) const = default;
};

// {"campaign":90417,"session":"4711"}: a serial has 64 bits, so it is a text.
std::optional<HandoffSession> read_handoff_session(Fields& fields, std::string_view key);
void write_handoff_session(JsonWriter& json, const HandoffSession& session);

struct HandoffPresentation {
    std::string code;
    std::string aim;     // what the scanner says of the code, if it stands apart
    std::string member;  // whom the till knows her as
    std::string id;      // the caller's, so that it may say the same twice; empty if none
};

// {"code":…,"aim":…,"member_id":…,"id":…}. Errors: invalid, coded and placed by JSON pointer.
Result<HandoffPresentation> parse_handoff(const Json& body);

enum class HandoffDecision {
    accepted,
    unknown_code,  // no hand-off that anybody signed
    unknown_key,   // signed with a key that is not known here
    forged,        // the signature is wrong
    other_holder,  // signed for another device
    too_early,
    expired,
    already_used,  // on this device
};
// "already_used"
std::string_view to_string(HandoffDecision decision);

WallTime handoff_end(const Token& token);
// Of a token that central signed; `holder` is the number of this device. Never already_used.
HandoffDecision judge_handoff(const Token& token, WallTime now, std::uint32_t holder);

// {"decision":"accepted","campaign":…,"session":…}
std::string handoff_accepted_json(const HandoffSession& session);
// {"decision":"rejected","reason":…,"en":…,"zh":…}
std::string handoff_rejected_json(HandoffDecision decision);

EventDraft handoff_accepted(const HandoffSession& session, const std::string& member);

}  // namespace aisle
