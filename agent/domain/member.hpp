// SPDX-License-Identifier: Apache-2.0
// A membership sign-up at the counter. It works with the line down: the member gets a provisional
// id that every later event may name, and central settles who it is. A phone number or an address
// that cannot be one is refused here, in front of the person who can correct it. How she is
// reached leaves this file sealed, masked or as a keyed digest, never in clear text; her card's
// number and the code of whoever brought her stand in the person part. Pure; any thread.
#pragma once

#include "agent/base/json.hpp"
#include "agent/domain/consent.hpp"
#include "agent/domain/event.hpp"
#include "agent/domain/identifier.hpp"
#include "agent/domain/sealed_contact.hpp"
#include "agent/domain/store_profile.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace aisle {

struct SignUp {
    std::string id;  // the caller's, so that it may say the same twice; empty if none
    Contact contact;
    std::string member_card;
    ConsentForm form;
    std::vector<Consent> consents;
    std::string referral;     // the code of whoever brought the new member
    std::string source_code;  // the campaign, poster or screen that did
};

// Errors: invalid, coded and placed by JSON pointer; no error repeats the value of
// a text.
Result<SignUp> parse_sign_up(const Json& body, const StoreProfile& store);

// What she is known again by, as far as there is a key for it.
std::vector<Identifier> identifiers_of(const SignUp& sign_up, const MemberKeys& keys);

// "{provisional_member_id}.1" of the first.
std::string consent_id(std::string_view provisional_member_id, std::size_t index);

// First member.signup.submitted, then one consent.recorded for each answer, refusals too, then one
// identity.link.observed for each identifier. Consents are numbered within the sign-up.
// Nothing is verified yet, and the event says so of each channel.
// Errors: unavailable ("not_sealed": there is contact data, and no key to seal it to).
Result<std::vector<EventDraft>> sign_up_events(const SignUp& sign_up,
                                               std::string_view provisional_member_id,
                                               const MemberKeys& keys, Entropy& entropy);

}  // namespace aisle
