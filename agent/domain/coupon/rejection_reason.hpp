// SPDX-License-Identifier: Apache-2.0
// Why a coupon is not taken: a code for the till, and words for the person before it. Pure; any
// thread.
#pragma once

#include <optional>
#include <string_view>

namespace aisle {

enum class RejectionReason {
    unknown_code,    // no code of a coupon
    unknown_key,     // signed with a key that is not known here
    forged,          // the signature is wrong
    unknown_coupon,  // nothing is known of its campaign here
    too_early,
    expired,
    campaign_closed,
    revoked,
    other_holder,  // reserved for another till
    other_store,
    member_needed,
    other_member,
    tier_needed,
    currency_differs,
    spend_more,
    no_goods_for_it,
    already_used,
    in_use,  // held for another sale
    member_limit,
    not_combinable,
    too_many,
    allowance_used_up,
    offline_not_allowed,
    refused_by_central,  // in words that are not known here
    erasures_pending,    // it needs a member, and nobody is shown until who is forgotten is
    rights_frozen,       // until central has compared what this device holds
};

// A word for programs, and a sentence for people in both languages of the screens, without anything
// that was sent.
struct ReasonWords {
    std::string_view word;
    std::string_view en;
    std::string_view zh;
};

// "spend_more"
std::string_view to_string(RejectionReason reason);
const ReasonWords& words_of(RejectionReason reason);
// Central says why with the same words; nothing when it says something unknown.
std::optional<RejectionReason> parse_rejection_reason(std::string_view word);

}  // namespace aisle
