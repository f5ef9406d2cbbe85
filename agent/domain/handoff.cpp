// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/handoff.hpp"

#include "agent/base/limits.hpp"
#include "agent/domain/caller_id.hpp"
#include "agent/domain/choice.hpp"
#include "agent/domain/free_text.hpp"

#include <array>
#include <charconv>
#include <limits>
#include <system_error>

namespace aisle {
namespace {

constexpr std::array decisions{
    Choice<HandoffDecision>{"accepted", HandoffDecision::accepted},
    Choice<HandoffDecision>{"unknown_code", HandoffDecision::unknown_code},
    Choice<HandoffDecision>{"unknown_key", HandoffDecision::unknown_key},
    Choice<HandoffDecision>{"forged", HandoffDecision::forged},
    Choice<HandoffDecision>{"other_holder", HandoffDecision::other_holder},
    Choice<HandoffDecision>{"too_early", HandoffDecision::too_early},
    Choice<HandoffDecision>{"expired", HandoffDecision::expired},
    Choice<HandoffDecision>{"already_used", HandoffDecision::already_used},
};
constexpr IntegerRange campaigns{0, std::numeric_limits<std::uint32_t>::max()};

struct HandoffWords {
    std::string_view en;
    std::string_view zh;
};

HandoffWords words_of(HandoffDecision decision) {
    switch (decision) {
        case HandoffDecision::accepted:
            return {"The code is taken.", "此码已接受。"};
        case HandoffDecision::unknown_code:
            break;
        case HandoffDecision::unknown_key:
            return {"The code is signed with a key that this till does not know yet.",
                    "此码的签名密钥本收银台尚不认识。"};
        case HandoffDecision::forged:
            return {"The code is not genuine.", "此码不是真码。"};
        case HandoffDecision::other_holder:
            return {"The code is for another device.", "此码供另一台设备使用。"};
        case HandoffDecision::too_early:
            return {"The code cannot be used yet.", "此码尚未到可用时间。"};
        case HandoffDecision::expired:
            return {"The code has expired.", "此码已过期。"};
        case HandoffDecision::already_used:
            return {"The code was used before.", "此码已被使用。"};
    }
    return {"This is no code of a page of ours.", "此码不是本商家页面的码。"};
}

std::uint64_t read_session(Fields& fields) {
    const auto text = fields.text("session", name_bytes_max);
    if (!fields.fine()) return 0;
    std::int64_t number = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    if (text.empty() || error != std::errc{} || stop != end || number < 0) {
        fields.fail("session", "bad_serial", "the serial of a token, as a decimal text");
        return 0;
    }
    return static_cast<std::uint64_t>(number);
}

}  // namespace

std::optional<HandoffSession> read_handoff_session(Fields& fields, std::string_view key) {
    const Json* json = fields.object_if(key);
    if (!json) return std::nullopt;
    Fields parts(*json, fields.pointer_to(key));
    parts.only({"campaign", "session"});
    HandoffSession session;
    session.campaign = static_cast<std::uint32_t>(parts.integer("campaign", campaigns));
    session.number = read_session(parts);
    fields.adopt(parts.done());
    return session;
}

void write_handoff_session(JsonWriter& json, const HandoffSession& session) {
    json.member("campaign", session.campaign).member("session", std::to_string(session.number));
}

Result<HandoffPresentation> parse_handoff(const Json& body) {
    Fields fields(body);
    fields.only({"code", "aim", "member_id", "id"});
    HandoffPresentation shown;
    shown.code = plain_text(fields, "code", slip_symbol_bytes_max);
    shown.aim = plain_text_if(fields, "aim", scan_mark_bytes_max);
    shown.member = plain_text_if(fields, "member_id", name_bytes_max);
    shown.id = caller_id_if(fields, "id");
    TRY(fields.done());
    return shown;
}

std::string_view to_string(HandoffDecision decision) {
    return word_of(decisions, decision);
}

WallTime handoff_end(const Token& token) {
    return WallTime{Seconds{token.expires}};
}

HandoffDecision judge_handoff(const Token& token, WallTime now, std::uint32_t holder) {
    const bool ours = token.type == TokenType::hand_off &&
                      token.serial <= std::uint64_t{std::numeric_limits<std::int64_t>::max()};
    if (!ours) return HandoffDecision::unknown_code;
    if (token.audience != 0 && token.audience != holder) return HandoffDecision::other_holder;
    if (now < WallTime{Seconds{token.issued}}) return HandoffDecision::too_early;
    return now < handoff_end(token) ? HandoffDecision::accepted : HandoffDecision::expired;
}

std::string handoff_accepted_json(const HandoffSession& session) {
    std::string text;
    JsonWriter json(text);
    json.begin_object().member("decision", to_string(HandoffDecision::accepted));
    write_handoff_session(json, session);
    json.end_object();
    return text;
}

std::string handoff_rejected_json(HandoffDecision decision) {
    const auto words = words_of(decision);
    std::string text;
    JsonWriter(text)
        .begin_object()
        .member("decision", "rejected")
        .member("reason", to_string(decision))
        .member("en", words.en)
        .member("zh", words.zh)
        .end_object();
    return text;
}

EventDraft handoff_accepted(const HandoffSession& session, const std::string& member) {
    std::string data;
    JsonWriter json(data);
    json.begin_object();
    write_handoff_session(json, session);
    json.end_object();
    std::string person;
    if (!member.empty()) JsonWriter(person).begin_object().member("member_id", member).end_object();
    return make_draft(EventKinds::handoff_accepted, std::move(data), std::move(person));
}

}  // namespace aisle
