// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/member.hpp"

#include "agent/base/json_writer.hpp"
#include "agent/base/limits.hpp"
#include "agent/domain/caller_id.hpp"
#include "agent/domain/contact.hpp"
#include "agent/domain/free_text.hpp"
#include "agent/domain/secret_text.hpp"

namespace aisle {
namespace {

void check_consents(Fields& fields, const std::vector<Consent>& consents) {
    for (const auto& consent : consents) {
        if (consent.purpose == "membership" && consent.decision == ConsentDecision::refused) {
            fields.fail("consents", "membership_refused",
                        "who refuses membership does not sign up");
        }
    }
}

std::string consent_id(std::string_view provisional_member_id, std::size_t index) {
    return std::string(provisional_member_id) + "." + std::to_string(index + 1);
}

void write_channel(JsonWriter& json, std::string_view name, std::string_view contact) {
    if (contact.empty()) return;
    json.begin_object().member("channel", name).member("verified", false).end_object();
}

std::string write_data(const SignUp& sign_up, std::string_view provisional_member_id) {
    std::string data;
    JsonWriter json(data);
    json.begin_object().member("provisional_member_id", provisional_member_id);
    json.key("channels").begin_array();
    write_channel(json, "phone", sign_up.phone);
    write_channel(json, "email", sign_up.email);
    json.end_array().member("has_member_card", !sign_up.member_card.empty());
    json.key("consent_ids").begin_array();
    for (std::size_t i = 0; i < sign_up.consents.size(); ++i) {
        json.value(consent_id(provisional_member_id, i));
    }
    json.end_array().member_if("source_code", sign_up.source_code).end_object();
    return data;
}

// The referral stands here too: it is the code of a person.
std::string write_person(const SignUp& sign_up, std::string_view provisional_member_id) {
    std::string person;
    JsonWriter(person)
        .begin_object()
        .member("member_id", provisional_member_id)
        .member_if("phone", sign_up.phone)
        .member_if("email", sign_up.email)
        .member_if("name", sign_up.name)
        .member_if("member_card", sign_up.member_card)
        .member_if("referral", sign_up.referral)
        .end_object();
    return person;
}

}  // namespace

Result<SignUp> parse_sign_up(const Json& body, const StoreProfile& store) {
    TRY(refuse_secrets(body));
    Fields fields(body);
    fields.only(
        {"id", "phone", "email", "name", "member_card", "consents", "referral", "source_code"});
    SignUp sign_up;
    sign_up.id = caller_id_if(fields, "id");
    sign_up.phone = read_phone(fields, "phone", store.region);
    sign_up.email = read_email(fields, "email");
    sign_up.name = plain_text_if(fields, "name", name_bytes_max);
    sign_up.member_card = plain_text_if(fields, "member_card", name_bytes_max);
    sign_up.referral = plain_text_if(fields, "referral", name_bytes_max);
    sign_up.source_code = plain_text_if(fields, "source_code", name_bytes_max);
    if (sign_up.phone.empty() && sign_up.email.empty() && sign_up.member_card.empty()) {
        fields.fail("", "no_identifier",
                    "a \"phone\", an \"email\" or a \"member_card\" is needed");
    }
    sign_up.consents = read_consents(fields, "consents");
    check_consents(fields, sign_up.consents);
    TRY(fields.done());
    return sign_up;
}

std::vector<EventDraft> sign_up_events(const SignUp& sign_up,
                                       std::string_view provisional_member_id) {
    std::vector<EventDraft> drafts;
    drafts.reserve(1 + sign_up.consents.size());
    drafts.push_back(make_draft(EventKinds::member_signup_submitted,
                                write_data(sign_up, provisional_member_id),
                                write_person(sign_up, provisional_member_id)));
    for (std::size_t i = 0; i < sign_up.consents.size(); ++i) {
        drafts.push_back(consent_recorded(sign_up.consents[i], consent_id(provisional_member_id, i),
                                          provisional_member_id));
    }
    return drafts;
}

}  // namespace aisle
