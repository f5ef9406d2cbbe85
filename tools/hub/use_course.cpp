// SPDX-License-Identifier: Apache-2.0
#include "tools/hub/use_course.hpp"

#include "agent/domain/event_kind.hpp"

namespace aisle {
namespace {

bool takes_from_lease(RedemptionMode mode) {
    return mode == RedemptionMode::lease || mode == RedemptionMode::risk;
}

// What a phone carries was reserved by central as what a till asks for is.
bool takes_from_reservation(RedemptionMode mode) {
    return mode == RedemptionMode::online || mode == RedemptionMode::phone;
}

bool is_single(const UseRow& use) {
    return use.ref.serial > 0 && use.mode != RedemptionMode::lease;
}

}  // namespace

Result<void> UseCourse::note(const UseRow& use, std::string_view kind, std::string text,
                             WallTime now) {
    return parts_.findings.note(use.device, {.kind = kind, .text = std::move(text)}, now);
}

Result<std::int64_t> UseCourse::units(const UseRow& use, std::int64_t amount) {
    TRY(const auto pool, parts_.books.pools.find(use.ref.campaign));
    return units_of(pool ? pool->unit : LeaseUnit::count, amount);
}

Result<void> UseCourse::heard(std::string_view kind, const UseRow& said, WallTime now) {
    TRY(auto known, parts_.books.uses.find(said.redemption));
    if (known && known->device != said.device) {
        return note(said, "foreign_redemption", "tells of another device's redemption", now);
    }
    auto use = known.value_or(said);
    if (kind == EventKinds::coupon_held.name) {
        return known ? Result<void>() : held(std::move(use));
    }
    use.amount = said.amount;
    if (kind == EventKinds::coupon_redeemed.name) return redeemed(std::move(use), now);
    if (kind == EventKinds::coupon_released.name) return released(std::move(use));
    if (kind == EventKinds::coupon_overrun.name) return overrun(std::move(use));
    return reversed(std::move(use));
}

Result<void> UseCourse::held(UseRow use) {
    use.state = UseState::held;
    if (use.unit && !takes_from_lease(use.mode)) {
        TRY(parts_.books.pools.learn_unit(use.ref.campaign, *use.unit));
    }
    if (takes_from_lease(use.mode)) {
        TRY(const auto held_units, units(use, use.held));
        TRY(parts_.books.grants.hold(use.lease, held_units));
    }
    if (takes_from_reservation(use.mode)) {
        TRY(settle_reservation(use, ReservationState::held));
    }
    return parts_.books.uses.save(use);
}

Result<void> UseCourse::redeemed(UseRow use, WallTime now) {
    if (use.state == UseState::redeemed) return {};
    use.state = UseState::redeemed;
    if (takes_from_lease(use.mode)) {
        TRY(const auto spent, units(use, use.amount));
        TRY(const auto held_units, units(use, use.held));
        TRY(parts_.books.grants.spend(use.lease, spent, held_units));
    }
    if (takes_from_reservation(use.mode)) {
        TRY(settle_reservation(use, ReservationState::used));
    }
    if (is_single(use)) {
        if (use.mode == RedemptionMode::risk) {
            TRY(claim_at_risk(use));
        } else {
            TRY(claim(use, now));
        }
    }
    return parts_.books.uses.save(use);
}

Result<void> UseCourse::released(UseRow use) {
    // A hold that was redeemed cannot be released; what comes late of a question that nobody took
    // tells of a redemption that was never held.
    if (use.state == UseState::redeemed) return {};
    const bool was_held = use.state == UseState::held;
    use.state = UseState::released;
    if (takes_from_lease(use.mode) && was_held) {
        TRY(const auto held_units, units(use, use.held));
        TRY(parts_.books.grants.spend(use.lease, 0, held_units));
    }
    if (takes_from_reservation(use.mode)) {
        TRY(settle_reservation(use, ReservationState::released));
    }
    return parts_.books.uses.save(use);
}

Result<void> UseCourse::overrun(UseRow use) {
    if (use.state == UseState::overrun) return {};
    use.state = UseState::overrun;
    TRY(const auto spent, units(use, use.amount));
    TRY(parts_.books.pools.count_overrun(use.ref.campaign, spent));
    if (is_single(use)) {
        TRY(claim_at_risk(use));
    }
    return parts_.books.uses.save(use);
}

Result<void> UseCourse::reversed(UseRow use) {
    if (use.reversed) return {};
    use.reversed = true;
    TRY(const auto back, units(use, use.amount));
    TRY(parts_.books.pools.count_reversed(use.ref.campaign, back));
    return parts_.books.uses.save(use);
}

// ---- What it was taken from ----

Result<void> UseCourse::settle_reservation(const UseRow& use, ReservationState state) {
    TRY(const auto known, parts_.books.reservations.find(use.redemption));
    ReservationRow before;
    if (known) {
        if (known->device != use.device || known->state == ReservationState::used) return {};
        before = *known;
    } else {
        // A hub that was set back does not know what it reserved; and a question that comes after
        // its end was told must find that end.
        before.redemption = use.redemption;
        before.device = use.device;
        before.ref = use.ref;
        before.state = ReservationState::lapsed;
        TRY(before.charged, units(use, use.held));
    }
    auto after = before;
    after.state = state;
    after.spent = 0;
    if (state == ReservationState::used) {
        TRY(after.spent, units(use, use.amount));
    }
    TRY(parts_.books.reservations.save(before, after));
    return settle_right(use, state, before.state == ReservationState::lost);
}

// The right of the coupon that a reservation is for, where it has one.
Result<void> UseCourse::settle_right(const UseRow& use, ReservationState state, bool was_lost) {
    TRY(const auto known, parts_.books.holders.find(use.ref));
    const bool counted_lost = was_lost && known && known->state == HolderState::used;
    const bool taken = known && (known->state == HolderState::reserved || counted_lost);
    const bool ours = taken && known->redemption == use.redemption;
    if (state == ReservationState::released && ours) return free_right(*known);
    if (state != ReservationState::held) return {};
    // A hub that was set back may know the coupon from its feed alone. (What a phone carries is no
    // coupon of a feed.)
    const bool of_feed = !known && use.ref.serial > 0 && use.mode == RedemptionMode::online;
    const bool free = known && known->state == HolderState::free;
    if (!of_feed && !free && !(ours && counted_lost)) return {};
    TRY(const auto reservation, parts_.books.reservations.find(use.redemption));
    return reserve(known.value_or(HolderRow{.ref = use.ref}), *reservation);
}

Result<void> UseCourse::reserve(const HolderRow& before, const ReservationRow& reservation) {
    auto after = before;
    after.state = HolderState::reserved;
    after.device = reservation.device;
    after.redemption = reservation.redemption;
    return parts_.books.holders.save(before, after);
}

Result<void> UseCourse::lose(const ReservationRow& row, ReservationState as) {
    auto after = row;
    after.state = as;
    after.spent = row.charged;
    TRY(parts_.books.reservations.save(row, after));
    TRY(const auto right, parts_.books.holders.find(row.ref));
    if (!right || right->redemption != row.redemption) return {};
    TRY(parts_.books.holders.save(*right, used_by(*right, row.redemption, 0)));
    return close_undecided(row.ref, row.redemption);
}

// ---- Which redemption counts ----

Result<void> UseCourse::use_right(UseRow& use, WallTime now) {
    TRY(const auto known, parts_.books.holders.find(use.ref));
    auto right = known.value_or(HolderRow{.ref = use.ref});
    std::int64_t spent = 0;
    if (use.mode == RedemptionMode::holder) {
        TRY(spent, units(use, use.amount));
        const bool ours = right.held() && right.device == use.device;
        if (!ours)
            TRY(note(use, "right_unknown", "used a right that it was not known to hold", now));
    }
    right.device = use.device;
    TRY(parts_.books.holders.save(known.value_or(HolderRow{.ref = use.ref}),
                                  used_by(std::move(right), use.redemption, spent)));
    return close_undecided(use.ref, use.redemption);
}

Result<void> UseCourse::claim(UseRow& use, WallTime now) {
    TRY(const auto first, parts_.books.uses.counted(use.ref));
    if (!first) {
        use.counts = true;
        TRY(parts_.books.uses.save(use));
        return use_right(use, now);
    }
    use.outcome = UseOutcome::conflict;
    use.other = first->redemption;
    if (use.mode == RedemptionMode::holder) {
        TRY(const auto spent, units(use, use.amount));
        TRY(parts_.books.pools.count_overrun(use.ref.campaign, spent));
    }
    return note(use, "double_use", "used a coupon that counts as used by " + first->redemption,
                now);
}

Result<void> UseCourse::claim_at_risk(UseRow& use) {
    TRY(const auto first, parts_.books.uses.counted(use.ref));
    if (first) {
        use.outcome = UseOutcome::conflict;
        use.other = first->redemption;
        return {};
    }
    TRY(const auto right, parts_.books.holders.find(use.ref));
    if (right && right->state == HolderState::used) {
        use.outcome = UseOutcome::conflict;
        use.other = right->redemption;
        return {};
    }
    use.outcome = UseOutcome::open;
    TRY(parts_.books.uses.save(use));
    if (!right || right->state == HolderState::free) {
        const auto row = right.value_or(HolderRow{.ref = use.ref});
        TRY(free_right(row));
    } else if (right->state == HolderState::granted || right->state == HolderState::here) {
        auto recalled = *right;
        recalled.state = HolderState::recalled;
        TRY(parts_.books.holders.save(*right, recalled));
        TRY(parts_.voice.right(recalled));
    }
    TRY(const auto decided, parts_.books.uses.find(use.redemption));
    use = *decided;
    return {};
}

Result<void> UseCourse::free_right(const HolderRow& row) {
    // A hub that was set back may hear of a hold before it hears how the right had come there.
    TRY(const auto holding, parts_.books.reservations.holding(row.ref));
    if (holding) return reserve(row, *holding);
    TRY(auto open, parts_.books.uses.undecided(row.ref));
    if (open.empty()) {
        TRY(const bool passes, may_go_on(row));
        const auto after = passes ? passed_on(row) : given_back(row);
        TRY(parts_.books.holders.save(row, after));
        return parts_.voice.right(after);
    }
    auto& first = open.front();
    first.outcome = UseOutcome::confirmed;
    first.counts = true;
    TRY(parts_.books.uses.save(first));
    auto used = used_by(row, first.redemption, 0);
    used.device = first.device;
    TRY(parts_.books.holders.save(row, used));
    return close_undecided(row.ref, first.redemption);
}

// A hub that was set back does not know to whom a right was given after its copy was made.
// What a right was charged with while it was held goes on with it; else the pool has to have it.
Result<bool> UseCourse::may_go_on(const HolderRow& row) {
    if (row.next_device == 0) return false;
    TRY(const bool all_wait, parts_.books.comparisons.all_wait());
    TRY(const auto next, parts_.books.comparisons.meet(row.next_device));
    TRY(const auto pool, parts_.books.pools.find(row.ref.campaign));
    const bool covered = row.held() || (pool && pool->left >= row.charged);
    return !all_wait && next.compared() && covered;
}

Result<void> UseCourse::pass_on() {
    TRY(const auto waiting, parts_.books.holders.free_for_next());
    for (const auto& row : waiting) {
        TRY(const bool passes, may_go_on(row));
        if (!passes) continue;
        const auto after = passed_on(row);
        TRY(parts_.books.holders.save(row, after));
        TRY(parts_.voice.right(after));
    }
    return {};
}

Result<void> UseCourse::close_undecided(const CouponRef& ref, const std::string& by) {
    TRY(auto open, parts_.books.uses.undecided(ref));
    for (auto& use : open) {
        use.outcome = UseOutcome::conflict;
        use.other = by;
        TRY(parts_.books.uses.save(use));
    }
    return {};
}

}  // namespace aisle
