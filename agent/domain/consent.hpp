// SPDX-License-Identifier: Apache-2.0
// One answer to one question: may you use my data for this purpose over this channel? A refusal is
// an answer like any other and is recorded, so that nobody asks again tomorrow. The notice that
// was on the screen is named with the hash of its text, because the asker has to prove it. What was
// given is taken back as easily: a withdrawal needs no notice. Pure; any thread.
#pragma once

#include "agent/base/json_fields.hpp"
#include "agent/domain/event.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {

enum class ConsentDecision { given, refused, withdrawn };
enum class LegalBasis { consent, contract };

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
    std::optional<Notice> notice{};  // there unless something is withdrawn
    LegalBasis legal_basis = LegalBasis::consent;
    std::vector<std::string> data_categories{};
    std::optional<std::int64_t> retention_days{};
    std::vector<std::string> recipients{};
    bool operator==(const Consent&) const = default;
};

// How the answers of one form were given; a text that is empty was not said.
struct ConsentForm {
    std::string method{};  // touch_checkbox, signature, otp, paper, clerk_assisted, phone_token
    bool otp_verified = false;
    std::string age_band{};      // 14plus, under14_guardian, 16plus, under16_guardian, 18plus
    std::string guardian_ref{};  // who answers for a child; there when the age says so
    std::string jurisdiction{};  // CN, EU, …
    std::string form_version{};
    std::string screen_sha256{};  // of the picture of the form as it was shown
    std::string signature_ref{};  // where the signature lies; never the signature
    bool operator==(const ConsentForm&) const = default;
};

// Answers of somebody who is a member already.
struct ConsentChange {
    std::string id{};  // the caller's, so that it may say the same twice; empty if none
    ConsentForm form{};
    std::vector<Consent> consents{};
};

enum class ConsentOccasion { sign_up, change };

// Reads a list of at least one; the same purpose and channel stand in it once. At a sign-up there
// is nothing to withdraw. Errors of the fields.
std::vector<Consent> read_consents(Fields& fields, std::string_view key, ConsentOccasion occasion);
// Of an object that may be missing. Errors of the fields: also "guardian_missing".
ConsentForm read_consent_form(Fields& fields, std::string_view key);
// Errors: invalid, coded and placed by JSON pointer.
Result<ConsentChange> parse_consent_change(const Json& body);

// What a record of one answer names beside the answer.
struct ConsentRecord {
    std::string_view id;
    std::string_view member_id;
    std::string_view previous_id{};  // of the answer before to the same question, if it is known
};

// consent.recorded, or consent.withdrawn. Who it is about stands in the person part.
EventDraft consent_event(const Consent& consent, const ConsentForm& form,
                         const ConsentRecord& record);

std::string_view to_string(ConsentDecision decision);
// Nothing when it is no such word.
std::optional<ConsentDecision> parse_consent_decision(std::string_view word);
// Whether it may be one: membership, marketing, …; and a channel.
bool is_purpose(std::string_view text);
bool is_channel(std::string_view text);

}  // namespace aisle
