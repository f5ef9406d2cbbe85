// SPDX-License-Identifier: Apache-2.0
#include "agent/books/rights.hpp"

#include "agent/base/limits.hpp"
#include "agent/domain/coupon/lease_event.hpp"

namespace aisle {
namespace {

constexpr std::size_t leases_at_once = 100;

HeldHere held_here(const CouponRight& right) {
    switch (right.state) {
        case RightState::here:
            return right.recalled ? HeldHere::given_back : HeldHere::here;
        case RightState::held:
        case RightState::used:
            return HeldHere::used;
        case RightState::returned:
            return HeldHere::given_back;
    }
    return HeldHere::nowhere;
}

WallTime wall_of(std::uint32_t seconds) {
    return WallTime{Seconds{seconds}};
}

}  // namespace

// ---- What there is ----

Result<void> look_up_use(CouponFacts& facts, RightBook& rights, RedemptionBook& redemptions,
                         std::string_view pos_ref) {
    TRY(const auto right, rights.find(facts.ref));
    facts.right = right ? held_here(*right) : HeldHere::nowhere;
    if (right) facts.right_ends = right->expires_at;
    TRY(const auto past, redemptions.past(pos_ref, facts.ref));
    facts.in_use = past.in_use;
    facts.used = past.used;
    // What is held for another sale is in use; that the right is gone is the same news.
    if (past.in_use && facts.right == HeldHere::used) facts.right = HeldHere::nowhere;
    return {};
}

Result<void> Rights::look_up(CouponFacts& facts, std::string_view pos_ref) {
    TRY(facts.campaign, books_.campaigns.find(facts.ref.campaign));
    if (!facts.campaign) return {};
    TRY(facts.coupon, books_.coupons.find(facts.ref));
    TRY(look_up_use(facts, books_.rights, books_.redemptions, pos_ref));
    TRY(facts.leases, books_.leases.of_campaign(facts.ref.campaign));
    TRY(const auto ratchet, books_.ratchet.read());
    facts.frozen = ratchet.frozen;
    return look_up_past(facts, pos_ref);
}

Result<void> Rights::look_up_member(CouponFacts& facts) {
    TRY(auto standing, standing_of(books_.know_member, facts.member));
    for (const auto& id : standing.ids) {
        TRY(const auto uses, books_.redemptions.uses_of(id, facts.ref.campaign));
        facts.member_uses += uses;
    }
    facts.member_ids = std::move(standing.ids);
    // The till's word counts where it says one.
    if (facts.tier.empty()) facts.tier = std::move(standing.tier);
    return {};
}

Result<void> Rights::look_up_past(CouponFacts& facts, std::string_view pos_ref) {
    if (facts.token && facts.token->type == TokenType::reservation) {
        TRY(facts.token_seen, books_.redemptions.was_seen(facts.ref));
    }
    if (!facts.member.empty()) {
        TRY(look_up_member(facts));
    }
    TRY(const auto beside, books_.redemptions.beside(pos_ref));
    for (const auto& other : beside) {
        TRY(const auto campaign, books_.campaigns.find(other.ref.campaign));
        facts.beside.push_back({.ref = other.ref,
                                .stack_group = campaign ? campaign->stack_group : "",
                                .exclusive = campaign && campaign->exclusive,
                                .held = other.final_amount.value_or(other.held)});
    }
    return {};
}

// ---- What is taken ----

Result<void> Rights::take(Pen& pen, Redemption& redemption, const CouponFacts& facts,
                          const CouponGrant& grant) {
    auto& txn = pen.txn();
    TRY(const auto past, books_.redemptions.past(redemption.pos_ref, redemption.ref));
    redemption.attempt = past.attempts + 1;
    redemption.mode = grant.mode;
    redemption.lease = grant.lease;
    redemption.currency = facts.campaign->currency.code();
    redemption.held = grant.held;
    redemption.held_at = facts.now;
    redemption.answer = granted_json(redemption, *facts.campaign, grant.discount);
    switch (grant.mode) {
        case RedemptionMode::phone:
            break;  // its token is good once, whatever becomes of the sale
        case RedemptionMode::holder:
            TRY(books_.rights.set(txn, redemption.ref, RightState::held));
            break;
        case RedemptionMode::lease:
        case RedemptionMode::risk:
            TRY(books_.leases.hold(txn, grant.lease, units_of(facts.campaign->unit, grant.held)));
            break;
        case RedemptionMode::online:
            break;  // central has charged it
    }
    if (facts.token && facts.token->type == TokenType::reservation) {
        TRY(books_.redemptions.see(txn, redemption.ref, wall_of(facts.token->expires)));
    }
    TRY(books_.redemptions.insert(txn, redemption));
    TRY(books_.ratchet.reach(txn, facts.now));
    TRY(pen.write(coupon_held(redemption, *facts.campaign, grant.discount)));
    if (grant.lease.empty()) return {};
    return report_if_due(pen, grant.lease, facts.now);
}

Result<void> Rights::settle(Pen& pen, Redemption redemption, const Closing& closing, WallTime now) {
    auto& txn = pen.txn();
    const bool redeemed = closing.outcome == RedemptionState::redeemed;
    redemption.state = closing.outcome;
    if (redeemed) redemption.final_amount = closing.amount;
    TRY(books_.redemptions.close(txn, redemption, now));
    TRY(books_.ratchet.reach(txn, now));
    TRY(pen.write(redeemed ? coupon_redeemed(redemption, closing)
                           : coupon_released(redemption, closing.reason)));
    if (redemption.mode == RedemptionMode::holder) {
        TRY(books_.rights.end_hold(txn, redemption.ref,
                                   redeemed ? RightState::used : RightState::here));
        TRY(const auto right, books_.rights.find(redemption.ref));
        if (right && right->recalled) {
            TRY(return_right(pen, *right, redeemed ? to_string(redemption.id) : ""));
        }
    }
    if (redemption.lease.empty()) return {};
    TRY(const auto lease, books_.leases.find(redemption.lease));
    if (!lease) return {};  // central has closed it, and it was forgotten since
    const auto spent = redeemed ? units_of(lease->unit, closing.amount) : 0;
    TRY(books_.leases.settle(txn, lease->id, units_of(lease->unit, redemption.held), spent));
    return report_if_due(pen, lease->id, now);
}

Result<bool> Rights::take_again(Pen& pen, const Redemption& released, const Closing& closing,
                                WallTime now) {
    CouponFacts facts{.ref = released.ref, .now = now, .member = released.member};
    TRY(look_up(facts, released.pos_ref));
    const bool single = facts.campaign && facts.campaign->use == CouponUse::single;
    const bool elsewhere = single && (facts.in_use || facts.used);
    if (!facts.campaign || facts.frozen || elsewhere) return false;
    const bool risky = released.mode == RedemptionMode::risk;
    // What central or a phone had reserved went back to central with the release.
    const bool given_back =
        released.mode == RedemptionMode::online || released.mode == RedemptionMode::phone;
    if (single && given_back) return false;
    CouponGrant grant{
        .mode = released.mode, .lease = {}, .discount = closing.amount, .held = closing.amount};
    if (released.mode == RedemptionMode::holder) {
        // Past its end central may have given it to another, though it still stands here.
        if (facts.right != HeldHere::here || now >= facts.right_ends) return false;
    } else {
        const auto units = units_of(facts.campaign->unit, closing.amount);
        for (const auto& lease : facts.leases) {
            const auto kind = risky ? LeaseClass::risk : LeaseClass::quota;
            const bool fits = lease.kind == kind && lease.unit == facts.campaign->unit &&
                              gives(lease, units, now);
            if (fits && grant.lease.empty()) grant.lease = lease.id;
        }
        if (grant.lease.empty()) return false;
        grant.mode = risky ? RedemptionMode::risk : RedemptionMode::lease;
    }
    Redemption again{.id = make_event_id(pen.moment().wall, pen.entropy()),
                     .pos_ref = released.pos_ref,
                     .ref = released.ref,
                     .member = released.member,
                     .held_at = now};
    TRY(take(pen, again, facts, grant));
    TRY(settle(pen, again, closing, now));
    return true;
}

// ---- What is said of it ----

Result<void> Rights::say(Pen& pen, const Lease& lease, bool final_word) {
    const auto state = final_word ? LeaseState::returned : lease.state;
    TRY(const auto said, books_.leases.next_report(pen.txn(), lease, state));
    TRY(pen.write(final_word ? lease_returned(said) : lease_state(said)));
    return {};
}

Result<void> Rights::report_if_due(Pen& pen, std::string_view id, WallTime now) {
    TRY(const auto lease, books_.leases.find(id));
    if (!lease || lease->state == LeaseState::returned) return {};
    const bool over = lease->state == LeaseState::recalled || now >= lease->not_after;
    if (over && lease->held == 0) return say(pen, *lease, true);
    return lease->unreported >= lease_report_every ? say(pen, *lease, false) : Result<void>{};
}

Result<bool> Rights::report(Pen& pen, std::int64_t changes_min, WallTime now) {
    TRY(const auto over, books_.leases.to_return(now, leases_at_once));
    for (const auto& lease : over) TRY(say(pen, lease, true));
    TRY(const auto changed, books_.leases.unreported(changes_min, leases_at_once));
    for (const auto& lease : changed) TRY(say(pen, lease, false));
    return over.size() < leases_at_once && changed.size() < leases_at_once;
}

Result<void> Rights::return_right(Pen& pen, const CouponRight& right,
                                  std::string_view redemption_id) {
    if (right.state != RightState::used) {
        TRY(books_.rights.set(pen.txn(), right.ref, RightState::returned));
    }
    const auto state = right.state == RightState::used ? RightState::used : RightState::returned;
    TRY(pen.write(
        right_returned({right.ref, right.term, std::string(to_string(state))}, redemption_id)));
    return {};
}

}  // namespace aisle
