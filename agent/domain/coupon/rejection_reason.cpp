// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/coupon/rejection_reason.hpp"

#include <algorithm>
#include <array>

namespace aisle {
namespace {

struct Described {
    RejectionReason reason;
    std::string_view word;
    std::string_view words;
};

using enum RejectionReason;

constexpr std::array table{
    Described{unknown_code, "unknown_code", "This is no code of a coupon."},
    Described{unknown_key, "unknown_key",
              "The coupon is signed with a key that this till does not know yet."},
    Described{forged, "forged", "The coupon is not genuine."},
    Described{unknown_coupon, "unknown_coupon", "This till knows nothing of this coupon."},
    Described{too_early, "too_early", "The coupon cannot be used yet."},
    Described{expired, "expired", "The coupon has expired."},
    Described{campaign_closed, "campaign_closed", "The offer has ended."},
    Described{revoked, "revoked", "The coupon was withdrawn."},
    Described{other_holder, "other_holder", "The coupon is reserved for another till."},
    Described{other_store, "other_store", "The coupon is not for this store."},
    Described{member_needed, "member_needed",
              "The coupon is for members: identify the member first."},
    Described{other_member, "other_member", "The coupon is another member's."},
    Described{tier_needed, "tier_needed", "The coupon is for members of another tier."},
    Described{currency_differs, "currency_differs", "The coupon is in another currency."},
    Described{spend_more, "spend_more", "What is bought is worth less than the coupon asks for."},
    Described{no_goods_for_it, "no_goods_for_it", "Nothing that the coupon is for is bought."},
    Described{already_used, "already_used", "The coupon was used before."},
    Described{in_use, "in_use", "The coupon is held for another sale."},
    Described{member_limit, "member_limit",
              "The member has had this offer as often as it is given."},
    Described{not_combinable, "not_combinable",
              "The coupon cannot be used together with another of this sale."},
    Described{too_many, "too_many", "There are too many coupons in this sale."},
    Described{allowance_used_up, "allowance_used_up",
              "This till has given all it may of this offer."},
    Described{offline_not_allowed, "offline_not_allowed",
              "The coupon can be used only while central answers, and it does not."},
    Described{refused_by_central, "refused_by_central", "Central does not allow this coupon now."},
    Described{erasures_pending, "erasures_pending",
              "This till was away, and knows no members until central has told it who is to be "
              "forgotten: try again soon."},
    Described{rights_frozen, "rights_frozen",
              "This till was restored, and may give nothing until central has compared its books."},
};

const Described& described(RejectionReason reason) {
    const auto found = std::find_if(table.begin(), table.end(),
                                    [&](const auto& entry) { return entry.reason == reason; });
    return found == table.end() ? table.front() : *found;
}

}  // namespace

std::string_view to_string(RejectionReason reason) {
    return described(reason).word;
}

std::string_view words_of(RejectionReason reason) {
    return described(reason).words;
}

std::optional<RejectionReason> parse_rejection_reason(std::string_view word) {
    const auto found = std::find_if(table.begin(), table.end(),
                                    [&](const auto& entry) { return entry.word == word; });
    return found == table.end() ? std::nullopt : std::optional(found->reason);
}

}  // namespace aisle
