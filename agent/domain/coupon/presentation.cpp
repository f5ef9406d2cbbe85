// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/coupon/presentation.hpp"

#include "agent/base/limits.hpp"
#include "agent/domain/choice.hpp"

#include <algorithm>

namespace aisle {
namespace {

using Reason = RejectionReason;
using Objection = std::optional<Reason>;

constexpr std::array modes{
    Choice<RedemptionMode>{"P", RedemptionMode::phone},
    Choice<RedemptionMode>{"H", RedemptionMode::holder},
    Choice<RedemptionMode>{"L", RedemptionMode::lease},
    Choice<RedemptionMode>{"O", RedemptionMode::online},
    Choice<RedemptionMode>{"R", RedemptionMode::risk},
};

bool contains(const std::vector<std::string>& words, const std::string& word) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

bool is_flagged(const CouponFacts& facts, std::uint16_t flag) {
    return facts.token && (facts.token->flags & flag) != 0;
}

bool is_single(const CouponFacts& facts) {
    return facts.campaign->use == CouponUse::single || is_flagged(facts, token_single_use);
}

bool is_reservation(const CouponFacts& facts) {
    return facts.token && facts.token->type == TokenType::reservation;
}

WallTime wall_of(std::uint32_t seconds) {
    return WallTime{Seconds{seconds}};
}

Objection objects_to_time(const CouponFacts& facts) {
    const auto window = coupon_window(*facts.campaign, facts.coupon.value_or(Coupon{}));
    if (facts.token && facts.now >= wall_of(facts.token->expires)) return Reason::expired;
    switch (coupon_state(window, facts.now)) {
        case CouponState::early:
            return Reason::too_early;
        case CouponState::expired:
            return Reason::expired;
        case CouponState::valid:
            break;
    }
    if (facts.campaign->closed) return Reason::campaign_closed;
    return is_revoked(*facts.campaign, facts.ref.serial) ? Objection(Reason::revoked)
                                                         : std::nullopt;
}

Objection objects_to_place(const CouponFacts& facts) {
    if (facts.token && facts.token->audience != 0 && facts.token->audience != facts.holder) {
        return Reason::other_holder;
    }
    const auto& stores = facts.campaign->stores;
    if (!stores.empty() && !contains(stores, facts.store)) return Reason::other_store;
    return std::nullopt;
}

bool goes_by(const CouponFacts& facts, const std::string& id) {
    return facts.member == id || contains(facts.member_ids, id);
}

Objection objects_to_person(const CouponFacts& facts) {
    const auto& campaign = *facts.campaign;
    const auto unknown = [&](Reason reason) {
        return facts.members_closed ? Reason::erasures_pending : reason;
    };
    const bool needed = campaign.member_needed || campaign.per_member > 0 ||
                        is_flagged(facts, token_member_identified);
    if (needed && facts.member.empty()) return unknown(Reason::member_needed);
    if (facts.coupon && !facts.coupon->member.empty() && !goes_by(facts, facts.coupon->member)) {
        return facts.member.empty() ? unknown(Reason::member_needed) : Reason::other_member;
    }
    if (!campaign.tiers.empty() && !contains(campaign.tiers, facts.tier)) {
        return unknown(Reason::tier_needed);
    }
    if (campaign.per_member > 0 && facts.member_uses >= campaign.per_member) {
        return Reason::member_limit;
    }
    return std::nullopt;
}

Objection objects_to_goods(const CouponFacts& facts, const Basket& basket) {
    const auto& campaign = *facts.campaign;
    if (basket.currency != campaign.currency) return Reason::currency_differs;
    const auto eligible = eligible_amount(basket, campaign.items);
    if (eligible <= 0) return Reason::no_goods_for_it;
    return eligible < campaign.spend_min ? Objection(Reason::spend_more) : std::nullopt;
}

Objection objects_to_neighbours(const CouponFacts& facts) {
    const auto& campaign = *facts.campaign;
    if (facts.beside.size() >= coupons_per_sale_max) return Reason::too_many;
    for (const auto& other : facts.beside) {
        const bool same_group =
            !campaign.stack_group.empty() && other.stack_group == campaign.stack_group;
        if (campaign.exclusive || other.exclusive || same_group) return Reason::not_combinable;
    }
    return std::nullopt;
}

Objection objects_to_use(const CouponFacts& facts) {
    if (facts.token_seen) return Reason::already_used;
    // However it is spelt this time: a right that was placed here is one of one use.
    if (!is_single(facts) && facts.right == HeldHere::nowhere) return std::nullopt;
    if (facts.used || facts.right == HeldHere::used) return Reason::already_used;
    return facts.in_use ? Objection(Reason::in_use) : std::nullopt;
}

// Whoever presents it, and for whatever.
Objection objects_to_coupon(const CouponFacts& facts) {
    if (!facts.campaign) return Reason::unknown_coupon;
    // Of a campaign with one code for all, serials that nobody issued would be as many coupons.
    const bool issued =
        facts.ref.serial == 0 || facts.coupon || facts.token || facts.right != HeldHere::nowhere;
    if (facts.campaign->use == CouponUse::many && !issued) return Reason::unknown_coupon;
    if (auto found = objects_to_use(facts)) return found;
    if (auto found = objects_to_time(facts)) return found;
    return objects_to_place(facts);
}

Objection objection(const CouponFacts& facts, const Basket& basket) {
    if (auto found = objects_to_coupon(facts)) return found;
    if (auto found = objects_to_person(facts)) return found;
    if (auto found = objects_to_goods(facts, basket)) return found;
    return objects_to_neighbours(facts);
}

// What this coupon takes off at most, whatever the basket becomes.
Worth worth_of(const CouponFacts& facts) {
    auto worth = facts.campaign->worth;
    if (facts.coupon && facts.coupon->most) worth.most = std::min(worth.most, *facts.coupon->most);
    if (facts.token && facts.token->value > 0) {
        worth.most = std::min<std::int64_t>(worth.most, facts.token->value);
    }
    return worth;
}

// Coupons of one sale never take off more than it is worth together.
std::int64_t discount_now(const CouponFacts& facts, const Basket& basket, const Worth& worth) {
    auto left = basket.total;
    for (const auto& other : facts.beside) left -= other.held;
    const auto eligible = eligible_amount(basket, facts.campaign->items);
    return discount_of(worth, std::min(eligible, std::max<std::int64_t>(left, 0)));
}

const Lease* lease_for(const CouponFacts& facts, LeaseClass kind, std::int64_t amount) {
    for (const auto& lease : facts.leases) {
        const bool fits = lease.kind == kind && lease.unit == facts.campaign->unit;
        if (fits && gives(lease, units_of(lease.unit, amount), facts.now)) return &lease;
    }
    return nullptr;
}

bool risk_is_allowed(const CouponFacts& facts, std::int64_t amount) {
    const auto& risk = facts.campaign->risk;
    if (!risk || amount > risk->floor) return false;
    // A token says for itself whether it may be used so; of the others, only what central listed.
    if (facts.token ? !is_flagged(facts, token_risk_allowed) : !facts.coupon) return false;
    return facts.unheard && *facts.unheard <= risk->unheard_max;
}

// A right of its own that stands here, or that a phone carries.
std::optional<RedemptionMode> own_right(const CouponFacts& facts) {
    if (is_reservation(facts)) return RedemptionMode::phone;
    const bool here = facts.right == HeldHere::here && facts.now < facts.right_ends;
    return here ? std::optional(RedemptionMode::holder) : std::nullopt;
}

// What all its rights were spent of, or what only central could grant.
Reason why_nothing_gives(const CouponFacts& facts) {
    const bool leased =
        std::any_of(facts.leases.begin(), facts.leases.end(),
                    [](const auto& lease) { return lease.kind == LeaseClass::quota; });
    return !is_single(facts) && leased ? Reason::allowance_used_up : Reason::offline_not_allowed;
}

CouponVerdict choose(const CouponFacts& facts, CouponGrant grant) {
    if (facts.frozen) {
        if (is_reservation(facts) || !facts.central_listens) return Reason::rights_frozen;
        return AskCentral{grant.held, grant.discount};
    }
    if (const auto mode = own_right(facts)) {
        grant.mode = *mode;
        return grant;
    }
    if (!is_single(facts)) {
        if (const auto* lease = lease_for(facts, LeaseClass::quota, grant.held)) {
            grant.lease = lease->id;
            return grant;
        }
    }
    if (facts.central_listens) return AskCentral{grant.held, grant.discount};
    if (risk_is_allowed(facts, grant.held)) {
        if (const auto* lease = lease_for(facts, LeaseClass::risk, grant.held)) {
            grant.mode = RedemptionMode::risk;
            grant.lease = lease->id;
            return grant;
        }
    }
    return why_nothing_gives(facts);
}

}  // namespace

std::string_view to_string(RedemptionMode mode) {
    return word_of(modes, mode);
}

std::optional<RedemptionMode> parse_redemption_mode(std::string_view letter) {
    for (const auto& mode : modes) {
        if (mode.word == letter) return mode.value;
    }
    return std::nullopt;
}

CouponVerdict judge(const CouponFacts& facts, const Basket& basket) {
    if (const auto found = objection(facts, basket)) return *found;
    const auto worth = worth_of(facts);
    CouponGrant grant;
    grant.discount = discount_now(facts, basket, worth);
    grant.held = worth.most;
    if (grant.discount <= 0) return Reason::not_combinable;
    return choose(facts, std::move(grant));
}

CouponStanding stand(const CouponFacts& facts) {
    if (const auto why = objects_to_coupon(facts)) {
        // The list's own word, older than the reasons'.
        return {*why == Reason::too_early ? to_string(CouponState::early) : to_string(*why), false};
    }
    CouponGrant most;
    most.held = worth_of(facts).most;
    auto alone = choose(facts, std::move(most));
    const auto* grant = std::get_if<CouponGrant>(&alone);
    return {to_string(CouponState::valid), grant && grant->mode != RedemptionMode::risk};
}

}  // namespace aisle
