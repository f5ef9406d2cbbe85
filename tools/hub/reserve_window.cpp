// SPDX-License-Identifier: Apache-2.0
#include "tools/hub/reserve_window.hpp"

#include "agent/domain/coupon/lease.hpp"
#include "sync/wire.hpp"

#include <algorithm>

namespace aisle {
namespace {

ReserveAnswer refused(RejectionReason reason) {
    return {false, reason};
}

}  // namespace

ReserveWindow::ReserveWindow(Database& db, RightsParts parts)
    : parts_(parts),
      issued_(db.prepare("SELECT EXISTS(SELECT 1 FROM feed JOIN decision"
                         " ON decision.feed = feed.number WHERE feed.name = 'coupons'"
                         " AND decision.key = ?1 AND decision.body IS NOT NULL)")) {}

// Whoever guesses the number of a coupon gets none.
Result<bool> ReserveWindow::is_issued(const CouponRef& ref) {
    const auto key = to_string(ref);
    auto row = issued_.bind(key);
    TRY(row.one());
    return row.integer(0) != 0;
}

Result<ReserveAnswer> ReserveWindow::ask(std::int64_t device, const ReserveQuestion& question,
                                         WallTime now) {
    auto& books = parts_.books;
    TRY(const auto before, books.reservations.find(question.redemption));
    if (before) {
        // One that is over was given back: the question comes late, or again.
        if (before->open() && before->device == device && before->ref == question.ref) {
            return ReserveAnswer{true, {}};
        }
        return refused(RejectionReason::in_use);
    }
    TRY(const auto comparison, books.comparisons.meet(device));
    TRY(const bool all_wait, books.comparisons.all_wait());
    if (!comparison.compared()) return refused(RejectionReason::rights_frozen);
    if (all_wait) return refused(RejectionReason::offline_not_allowed);
    TRY(const auto pool, books.pools.find(question.ref.campaign));
    if (!pool) return refused(RejectionReason::unknown_coupon);
    const Case asked{device, question, units_of(pool->unit, question.held), now};
    if (question.ref.serial > 0) return single(asked);
    if (pool->left < asked.charge) return refused(RejectionReason::allowance_used_up);
    TRY(reserve(asked));
    return ReserveAnswer{true, {}};
}

Result<ReserveAnswer> ReserveWindow::single(const Case& asked) {
    auto& books = parts_.books;
    const auto& ref = asked.question.ref;
    TRY(const auto known, books.holders.find(ref));
    if (!known) {
        TRY(const bool issued, is_issued(ref));
        if (!issued) return refused(RejectionReason::unknown_coupon);
    }
    const auto right = known.value_or(HolderRow{.ref = ref});
    if (right.state == HolderState::used) return refused(RejectionReason::already_used);
    if (right.state == HolderState::reserved) return refused(RejectionReason::in_use);
    if (right.held()) return elsewhere(asked, right);
    TRY(const auto pool, books.pools.find(ref.campaign));
    if (pool->left < asked.charge) return refused(RejectionReason::allowance_used_up);
    TRY(reserve(asked));
    auto after = right;
    after.state = HolderState::reserved;
    after.device = asked.device;
    after.redemption = asked.question.redemption;
    TRY(books.holders.save(right, after));
    return ReserveAnswer{true, {}};
}

// Called back, so that the customer can have it here in a moment, if its holder is there to give
// it.
Result<ReserveAnswer> ReserveWindow::elsewhere(const Case& asked, const HolderRow& right) {
    if (right.device == asked.device) return refused(RejectionReason::in_use);
    if (right.state != HolderState::recalled) {
        auto recalled = right;
        recalled.state = HolderState::recalled;
        TRY(parts_.books.holders.save(right, recalled));
        TRY(parts_.voice.right(recalled));
    }
    TRY(const bool online, parts_.voice.is_online(right.device));
    return refused(online ? RejectionReason::other_holder : RejectionReason::offline_not_allowed);
}

// It lapses when the till's ledger is complete past every moment at which the till could have taken
// it: later than now, and than what it has said already, by more than anybody may wait for an
// answer.
Result<void> ReserveWindow::reserve(const Case& asked) {
    auto& books = parts_.books;
    TRY(const auto watermark, books.watermarks.of(asked.device));
    ReservationRow nothing;
    nothing.state = ReservationState::lapsed;
    ReservationRow row;
    row.redemption = asked.question.redemption;
    row.device = asked.device;
    row.ref = asked.question.ref;
    row.charged = asked.charge;
    row.lapses = std::max(asked.now, watermark.complete_through) + ask_deadline_max;
    return books.reservations.save(nothing, row);
}

}  // namespace aisle
