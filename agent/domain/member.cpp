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

// Other answers never stand in for this one.
void check_consents(Fields& fields, const std::vector<Consent>& consents) {
    bool asked = false;
    for (const auto& consent : consents) {
        if (consent.purpose != "membership") continue;
        asked = true;
        if (consent.decision == ConsentDecision::refused) {
            fields.fail("consents", "membership_refused",
                        "who refuses membership does not sign up");
        }
    }
    if (!asked && !consents.empty()) {
        fields.fail("consents", "membership_missing",
                    "nobody has answered for \"membership\"; ask for it beside the others");
    }
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
    write_channel(json, "phone", sign_up.contact.phone);
    write_channel(json, "email", sign_up.contact.email);
    json.end_array().member("has_member_card", !sign_up.member_card.empty());
    json.key("consent_ids").begin_array();
    for (std::size_t i = 0; i < sign_up.consents.size(); ++i) {
        json.value(consent_id(provisional_member_id, i));
    }
    json.end_array().member_if("source_code", sign_up.source_code).end_object();
    return data;
}

// The referral stands here too: it is the code of a person.
Result<std::string> write_person(const SignUp& sign_up, std::string_view member_id,
                                 const MemberKeys& keys, Entropy& entropy) {
    std::string person;
    JsonWriter json(person);
    json.begin_object().member("member_id", member_id);
    if (!sign_up.contact.empty()) {
        if (!keys.seal_to) {
            return Error(Errc::unavailable,
                         "contact data can only be taken sealed, and there is no key of central's "
                         "to seal it to: central.seal_key_file of the configuration is missing; "
                         "a member card alone can be taken")
                .coded("not_sealed");
        }
        TRY(const auto sealed,
            seal_contact(sign_up.contact, {EventKinds::member_signup_submitted.name, member_id},
                         *keys.seal_to, entropy));
        json.raw_member("sealed", sealed).key("masks");
        write_masks(json, sign_up.contact);
    }
    json.member_if("member_card", sign_up.member_card).member_if("referral", sign_up.referral);
    json.key("identifiers").begin_array();
    for (const auto& identifier : identifiers_of(sign_up, keys)) {
        write_identifier(json, identifier);
    }
    json.end_array().end_object();
    return person;
}

// A sign-up is one for the sake of membership: what is linked rests on that answer.
std::string membership_consent(const SignUp& sign_up, std::string_view member_id) {
    for (std::size_t i = 0; i < sign_up.consents.size(); ++i) {
        if (sign_up.consents[i].purpose == "membership") return consent_id(member_id, i);
    }
    return {};
}

}  // namespace

std::string consent_id(std::string_view provisional_member_id, std::size_t index) {
    return std::string(provisional_member_id) + "." + std::to_string(index + 1);
}

Result<SignUp> parse_sign_up(const Json& body, const StoreProfile& store) {
    TRY(refuse_secrets(body));
    Fields fields(body);
    fields.only({"id", "phone", "email", "name", "member_card", "form", "consents", "referral",
                 "source_code"});
    SignUp sign_up;
    sign_up.id = caller_id_if(fields, "id");
    sign_up.contact.phone = read_phone(fields, "phone", store.region);
    sign_up.contact.email = read_email(fields, "email");
    sign_up.contact.name = plain_text_if(fields, "name", name_bytes_max);
    sign_up.member_card = plain_text_if(fields, "member_card", name_bytes_max);
    sign_up.referral = plain_text_if(fields, "referral", name_bytes_max);
    sign_up.source_code = plain_text_if(fields, "source_code", name_bytes_max);
    const auto& contact = sign_up.contact;
    if (contact.phone.empty() && contact.email.empty() && sign_up.member_card.empty()) {
        fields.fail("", "no_identifier",
                    "a \"phone\", an \"email\" or a \"member_card\" is needed");
    }
    sign_up.form = read_consent_form(fields, "form");
    sign_up.consents = read_consents(fields, "consents", ConsentOccasion::sign_up);
    check_consents(fields, sign_up.consents);
    TRY(fields.done());
    return sign_up;
}

std::vector<Identifier> identifiers_of(const SignUp& sign_up, const MemberKeys& keys) {
    std::vector<Identifier> identifiers;
    const auto add = [&](IdentifierKind kind, std::string_view value) {
        if (keys.identifiers && !value.empty()) {
            identifiers.push_back(keys.identifiers->of(kind, value));
        }
    };
    add(IdentifierKind::phone, sign_up.contact.phone);
    add(IdentifierKind::email, sign_up.contact.email);
    add(IdentifierKind::member_card, sign_up.member_card);
    return identifiers;
}

Result<std::vector<EventDraft>> sign_up_events(const SignUp& sign_up,
                                               std::string_view provisional_member_id,
                                               const MemberKeys& keys, Entropy& entropy) {
    std::vector<EventDraft> drafts;
    TRY(auto person, write_person(sign_up, provisional_member_id, keys, entropy));
    drafts.push_back(make_draft(EventKinds::member_signup_submitted,
                                write_data(sign_up, provisional_member_id), std::move(person)));
    for (std::size_t i = 0; i < sign_up.consents.size(); ++i) {
        drafts.push_back(
            consent_event(sign_up.consents[i], sign_up.form,
                          {consent_id(provisional_member_id, i), provisional_member_id}));
    }
    const auto consent = membership_consent(sign_up, provisional_member_id);
    for (const auto& identifier : identifiers_of(sign_up, keys)) {
        drafts.push_back(
            link_observed(provisional_member_id, identifier, {"sign_up", "stated", consent}));
    }
    return drafts;
}

}  // namespace aisle
