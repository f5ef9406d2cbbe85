// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/consent.hpp"

#include "agent/base/json_writer.hpp"
#include "agent/base/limits.hpp"
#include "agent/base/utf8.hpp"
#include "agent/domain/caller_id.hpp"
#include "agent/domain/choice.hpp"
#include "agent/domain/free_text.hpp"
#include "agent/domain/secret_text.hpp"

#include <algorithm>
#include <array>
#include <span>

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
    Choice<ConsentDecision>{"withdrawn", ConsentDecision::withdrawn},
};
constexpr std::array bases{
    Choice<LegalBasis>{"consent", LegalBasis::consent},
    Choice<LegalBasis>{"contract", LegalBasis::contract},
};
constexpr std::array<std::string_view, 6> methods{"touch_checkbox", "signature",  "otp", "paper",
                                                  "clerk_assisted", "phone_token"};
constexpr std::array<std::string_view, 5> age_bands{"14plus", "under14_guardian", "16plus",
                                                    "under16_guardian", "18plus"};
// Of one answer: kinds of data, and who else gets them.
constexpr std::size_t names_max = 16;
constexpr std::int64_t retention_days_max = 36'525;  // a century

template <std::size_t n>
bool contains(const std::array<std::string_view, n>& words, std::string_view word) {
    return std::find(words.begin(), words.end(), word) != words.end();
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

std::vector<std::string> read_names(Fields& fields, std::string_view key) {
    std::vector<std::string> names;
    const auto& items = fields.array_if(key, names_max);
    for (const auto& item : items) {
        const auto text = item.string();
        if (!text || text->empty() || text->size() > name_bytes_max || !is_plain_text(*text)) {
            fields.fail(key, "bad_text", "names on one line are needed here");
            return names;
        }
        names.emplace_back(*text);
    }
    return names;
}

std::string read_word(Fields& fields, std::string_view key,
                      std::span<const std::string_view> words) {
    const auto text = fields.text_if(key, name_bytes_max);
    if (!text) return {};
    if (std::find(words.begin(), words.end(), *text) == words.end()) {
        std::string known;
        for (const auto word : words) {
            known.append(known.empty() ? "must be one of " : ", ").append(word);
        }
        fields.fail(key, "unknown_word", std::move(known));
    }
    return std::string(*text);
}

Result<Consent> parse_consent(const Json& json, std::string pointer) {
    Fields fields(json, std::move(pointer));
    fields.only({"purpose", "channel", "decision", "notice", "legal_basis", "data_categories",
                 "retention_days", "recipients"});
    Consent consent;
    consent.purpose = plain_text(fields, "purpose", name_bytes_max);
    if (!is_purpose(consent.purpose)) {
        fields.fail("purpose", "unknown_word",
                    "must be membership, marketing, profiling, survey or share:{controller}");
    }
    consent.channel = plain_text(fields, "channel", name_bytes_max);
    if (!is_channel(consent.channel)) {
        fields.fail("channel", "unknown_word",
                    "must be one of sms, call, email, wecom, app, mini, post, any");
    }
    consent.decision = read_choice(fields, "decision", decisions);
    if (consent.decision != ConsentDecision::withdrawn || fields.object_if("notice")) {
        consent.notice = read_notice(fields);
    }
    if (json.find("legal_basis")) consent.legal_basis = read_choice(fields, "legal_basis", bases);
    consent.data_categories = read_names(fields, "data_categories");
    consent.retention_days =
        fields.integer_if("retention_days", {.min = 0, .max = retention_days_max});
    consent.recipients = read_names(fields, "recipients");
    TRY(fields.done());
    return consent;
}

void write_names(JsonWriter& json, std::string_view key, const std::vector<std::string>& names) {
    if (names.empty()) return;
    json.key(key).begin_array();
    for (const auto& name : names) json.value(name);
    json.end_array();
}

void write_notice(JsonWriter& json, const Notice& notice) {
    json.key("notice")
        .begin_object()
        .member("id", notice.id)
        .member("version", notice.version)
        .member("language", notice.language)
        .member("sha256", notice.sha256)
        .end_object();
}

std::string write_person(const ConsentForm& form, std::string_view member_id) {
    std::string person;
    JsonWriter(person)
        .begin_object()
        .member("member_id", member_id)
        .member_if("guardian_ref", form.guardian_ref)
        .member_if("signature_ref", form.signature_ref)
        .end_object();
    return person;
}

bool asks_the_same(const Consent& a, const Consent& b) {
    return a.purpose == b.purpose && a.channel == b.channel;
}

}  // namespace

bool is_purpose(std::string_view text) {
    if (text.starts_with(share_prefix)) return text.size() > share_prefix.size();
    return contains(purposes, text);
}

bool is_channel(std::string_view text) {
    return contains(channels, text);
}

std::string_view to_string(ConsentDecision decision) {
    return word_of(decisions, decision);
}

std::optional<ConsentDecision> parse_consent_decision(std::string_view word) {
    for (const auto& choice : decisions) {
        if (choice.word == word) return choice.value;
    }
    return std::nullopt;
}

std::vector<Consent> read_consents(Fields& fields, std::string_view key, ConsentOccasion occasion) {
    const auto& items = fields.array(key, consents_max);
    if (items.empty()) fields.fail(key, "empty", "a form asks for at least one consent");
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
        const bool withdrawn = consent->decision == ConsentDecision::withdrawn;
        if (withdrawn && occasion == ConsentOccasion::sign_up) {
            fields.adopt(Error(Errc::invalid, "who signs up has given nothing yet to withdraw")
                             .coded("nothing_to_withdraw")
                             .placed(pointer + "/decision"));
        }
        consents.push_back(std::move(*consent));
    }
    return consents;
}

ConsentForm read_consent_form(Fields& fields, std::string_view key) {
    ConsentForm form;
    const Json* json = fields.object_if(key);
    if (!json) return form;
    Fields parts(*json, fields.pointer_to(key));
    parts.only({"method", "otp_verified", "age_band", "guardian_ref", "jurisdiction",
                "form_version", "screen_sha256", "signature_ref"});
    form.method = read_word(parts, "method", methods);
    form.otp_verified = parts.flag_or("otp_verified", false);
    form.age_band = read_word(parts, "age_band", age_bands);
    form.guardian_ref = plain_text_if(parts, "guardian_ref", name_bytes_max);
    form.jurisdiction = plain_text_if(parts, "jurisdiction", name_bytes_max);
    form.form_version = plain_text_if(parts, "form_version", name_bytes_max);
    form.screen_sha256 = plain_text_if(parts, "screen_sha256", name_bytes_max);
    if (!form.screen_sha256.empty() && !is_sha256(form.screen_sha256)) {
        parts.fail("screen_sha256", "bad_sha256", "64 small hex digits are needed here");
    }
    form.signature_ref = plain_text_if(parts, "signature_ref", name_bytes_max);
    if (form.age_band.ends_with("_guardian") && form.guardian_ref.empty()) {
        parts.fail("guardian_ref", "guardian_missing", "a guardian answers for a child");
    }
    fields.adopt(parts.done());
    return form;
}

Result<ConsentChange> parse_consent_change(const Json& body) {
    TRY(refuse_secrets(body));
    Fields fields(body);
    fields.only({"id", "form", "consents"});
    ConsentChange change;
    change.id = caller_id_if(fields, "id");
    change.form = read_consent_form(fields, "form");
    change.consents = read_consents(fields, "consents", ConsentOccasion::change);
    TRY(fields.done());
    return change;
}

EventDraft consent_event(const Consent& consent, const ConsentForm& form,
                         const ConsentRecord& record) {
    std::string data;
    JsonWriter json(data);
    json.begin_object()
        .member("consent_id", record.id)
        .member("purpose", consent.purpose)
        .member("channel", consent.channel)
        .member("legal_basis", word_of(bases, consent.legal_basis))
        .member("decision", to_string(consent.decision));
    if (consent.notice) write_notice(json, *consent.notice);
    write_names(json, "data_categories", consent.data_categories);
    if (consent.retention_days) json.member("retention_days", *consent.retention_days);
    write_names(json, "recipients", consent.recipients);
    json.member_if("method", form.method);
    if (form.otp_verified) json.member("otp_verified", true);
    json.member_if("age_band", form.age_band)
        .member_if("jurisdiction", form.jurisdiction)
        .member_if("form_version", form.form_version)
        .member_if("screen_sha256", form.screen_sha256)
        .member_if("prev_consent_id", record.previous_id)
        .end_object();
    const auto& kind = consent.decision == ConsentDecision::withdrawn
                           ? EventKinds::consent_withdrawn
                           : EventKinds::consent_recorded;
    return make_draft(kind, std::move(data), write_person(form, record.member_id));
}

}  // namespace aisle
