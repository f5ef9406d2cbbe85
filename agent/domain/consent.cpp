// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/consent.hpp"

#include "agent/base/json_writer.hpp"
#include "agent/base/limits.hpp"
#include "agent/domain/choice.hpp"
#include "agent/domain/free_text.hpp"

#include <algorithm>
#include <array>

namespace aisle {
namespace {

constexpr std::string_view share_prefix = "share:";
constexpr std::array<std::string_view, 4> purposes{"membership", "marketing", "profiling",
                                                   "survey"};
constexpr std::array<std::string_view, 8> channels{"sms", "call", "email", "wecom",
                                                   "app", "mini", "post",  "any"};
constexpr std::array decisions{
    Choice<ConsentDecision>{"given", ConsentDecision::given},
    Choice<ConsentDecision>{"refused", ConsentDecision::refused},
};

template <std::size_t n>
bool contains(const std::array<std::string_view, n>& words, std::string_view word) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

bool is_purpose(std::string_view text) {
    if (text.starts_with(share_prefix)) return text.size() > share_prefix.size();
    return contains(purposes, text);
}

bool is_sha256(std::string_view text) {
    return text.size() == 64 && std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
           });
}

Notice read_notice(Fields& fields) {
    constexpr std::size_t language_bytes_max = 35;  // the longest tag BCP 47 asks to have room for
    Fields parts(fields.object("notice"), fields.pointer_to("notice"));
    parts.only({"id", "version", "language", "sha256"});
    Notice notice;
    notice.id = plain_text(parts, "id", name_bytes_max);
    notice.version = plain_text(parts, "version", name_bytes_max);
    notice.language = plain_text(parts, "language", language_bytes_max);
    notice.sha256 = plain_text(parts, "sha256", name_bytes_max);
    if (!is_sha256(notice.sha256)) {
        parts.fail("sha256", "bad_sha256", "64 small hex digits are needed here");
    }
    fields.adopt(parts.done());
    return notice;
}

Result<Consent> parse_consent(const Json& json, std::string pointer) {
    Fields fields(json, std::move(pointer));
    fields.only({"purpose", "channel", "decision", "notice"});
    Consent consent;
    consent.purpose = plain_text(fields, "purpose", name_bytes_max);
    if (!is_purpose(consent.purpose)) {
        fields.fail("purpose", "unknown_word",
                    "must be membership, marketing, profiling, survey or share:{controller}");
    }
    consent.channel = plain_text(fields, "channel", name_bytes_max);
    if (!contains(channels, consent.channel)) {
        fields.fail("channel", "unknown_word",
                    "must be one of sms, call, email, wecom, app, mini, post, any");
    }
    consent.decision = read_choice(fields, "decision", decisions);
    consent.notice = read_notice(fields);
    TRY(fields.done());
    return consent;
}

bool asks_the_same(const Consent& a, const Consent& b) {
    return a.purpose == b.purpose && a.channel == b.channel;
}

}  // namespace

std::vector<Consent> read_consents(Fields& fields, std::string_view key) {
    const auto& items = fields.array(key, consents_max);
    if (items.empty()) fields.fail(key, "empty", "a sign-up asks for at least one consent");
    std::vector<Consent> consents;
    for (std::size_t i = 0; i < items.size(); ++i) {
        const auto pointer = fields.pointer_to(key) + "/" + std::to_string(i);
        auto consent = parse_consent(items[i], pointer);
        if (!consent) {
            fields.adopt(consent.error());
            return consents;
        }
        const bool twice = std::any_of(consents.begin(), consents.end(), [&](const auto& earlier) {
            return asks_the_same(earlier, *consent);
        });
        if (twice) {
            fields.adopt(Error(Errc::invalid, "this purpose and channel were answered before")
                             .coded("duplicate_consent")
                             .placed(pointer));
        }
        consents.push_back(std::move(*consent));
    }
    return consents;
}

EventDraft consent_recorded(const Consent& consent, std::string_view consent_id,
                            std::string_view member_id) {
    std::string data;
    JsonWriter json(data);
    json.begin_object()
        .member("consent_id", consent_id)
        .member("purpose", consent.purpose)
        .member("channel", consent.channel)
        .member("legal_basis", "consent")
        .member("decision", word_of(decisions, consent.decision))
        .key("notice")
        .begin_object()
        .member("id", consent.notice.id)
        .member("version", consent.notice.version)
        .member("language", consent.notice.language)
        .member("sha256", consent.notice.sha256)
        .end_object()
        .end_object();
    std::string person;
    JsonWriter(person).begin_object().member("member_id", member_id).end_object();
    return make_draft(EventKinds::consent_recorded, std::move(data), std::move(person));
}

}  // namespace aisle
