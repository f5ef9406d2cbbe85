// SPDX-License-Identifier: Apache-2.0
// A membership sign-up at the counter. It works with the line down: the member gets a provisional
// id that every later event may name, and central settles who it is. A phone number or an address
// that cannot be one is refused here, in front of the person who can correct it. Pure; any thread.
#pragma once

#include "agent/base/json.hpp"
#include "agent/domain/consent.hpp"
#include "agent/domain/event.hpp"
#include "agent/domain/store_profile.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace aisle {

struct SignUp {
    std::string id;     // the caller's, so that it may say the same twice; empty if none
    std::string phone;  // E.164
    std::string email;
    std::string name;
    std::string member_card;
    std::vector<Consent> consents;
    std::string referral;     // the code of whoever brought the new member
    std::string source_code;  // the campaign, poster or screen that did
};

// Errors: invalid, coded and placed by JSON pointer; no error repeats the value of
// a text.
Result<SignUp> parse_sign_up(const Json& body, const StoreProfile& store);

// First member.signup.submitted, then one consent.recorded for each answer, refusals too. Consents
// are numbered within the sign-up: "{provisional_member_id}.1". Nothing is verified yet, and the
// event says so of each channel.
std::vector<EventDraft> sign_up_events(const SignUp& sign_up,
                                       std::string_view provisional_member_id);

}  // namespace aisle
