// SPDX-License-Identifier: Apache-2.0
#include "tools/hub/stocktaking.hpp"

#include "tools/hub/bounds.hpp"

#include <algorithm>

namespace aisle {
namespace {

// The right was lost with what its device knew of it: it counts as used, by nobody.
HolderRow lost(const HolderRow& row) {
    return used_by(row, "", row.charged);
}

}  // namespace

// ---- A lease ----

Result<GrantRow> Stocktaking::lease(std::int64_t device, const LeaseReport& report, WallTime now) {
    TRY(const auto known, parts_.books.grants.find(report.lease));
    if (!known) return adopt(device, report, now);
    if (known->device != device) {
        TRY(parts_.findings.note(
            device, {.kind = "foreign_lease", .text = "tells of another device's lease"}, now));
        return *known;
    }
    auto after = *known;
    after.accepted = true;
    if (after.state == GrantState::in_doubt) after.state = GrantState::open;
    if (report.report > known->lease.report) {
        if (report.spent < known->lease.spent && report.spent < known->counted) {
            TRY(parts_.findings.note(
                device,
                {.kind = "regression", .text = report.lease + " has spent less than it had"}, now));
        }
        after.lease.report = report.report;
        after.lease.held = report.held;
    }
    after.lease.spent = std::max(after.lease.spent, std::min(report.spent, after.lease.granted));
    TRY(parts_.books.grants.save(*known, after));
    return after;
}

// One that this hub does not know, because it was set back; or that nobody lent.
Result<GrantRow> Stocktaking::adopt(std::int64_t device, const LeaseReport& report, WallTime now) {
    if (report.campaign == 0) return Error(Errc::not_found, "the lease is not known here");
    TRY(const auto room, room_for(device, report));
    TRY(const auto row, parts_.books.grants.adopt(device, report, room));
    if (row.alive()) {
        TRY(parts_.findings.note(
            device, {.kind = "lease_unknown", .text = report.lease + " was taken over"}, now));
    } else {
        TRY(parts_.findings.note(
            device,
            {.kind = "lease_uncovered",
             .text = report.lease + " is more than can have been lent: " +
                     std::to_string(report.granted) + "; only what was spent of it counts"},
            now));
    }
    return row;
}

// How large a lease can be that this hub has forgotten. One that was set back has forgotten what
// came after its copy, which is no more than the campaign had; what it forgot it learns while it
// compares the device, and after that there is nothing but what the pool has.
Result<std::int64_t> Stocktaking::room_for(std::int64_t device, const LeaseReport& report) {
    TRY(const auto pool, parts_.books.pools.find(report.campaign));
    if (!pool || pool->budget == 0) return hub_unfunded_lease_max;
    if (report.unit && *report.unit != pool->unit) return 0;
    TRY(const auto comparison, parts_.books.comparisons.meet(device));
    // Of one that was written off the budget went on to others.
    const bool late = comparison.compared() || comparison.demand == Demand::written_off;
    return late ? pool->left : pool->budget;
}

// ---- An inventory ----

Result<bool> Stocktaking::part(std::int64_t device, const InventoryReport& report,
                               const LedgerPlace& place, WallTime now) {
    auto& comparisons = parts_.books.comparisons;
    TRY(auto row, comparisons.meet(device));
    const bool demanded = row.epoch == place.epoch && row.from <= place.seq;
    if (!row.compared() && !demanded) {
        // From before it was asked: what it says was so, and is not the whole.
        for (const auto& one : report.leases) {
            const auto told = lease(device, one, now);
            if (!told && told.error().kind() != Errc::not_found) return told.error();
        }
        return false;
    }
    if (report.part == 1) {
        TRY(comparisons.forget_items(device));
        row.inventory = report.number;
        row.told = place.epoch;
        row.parts_seen = 0;
    }
    const bool next = report.number == row.inventory && row.told == place.epoch &&
                      report.part == row.parts_seen + 1;
    if (!next) return false;
    const bool last = report.part == report.parts;
    row.parts_seen = last ? 0 : report.part;
    for (const auto& one : report.leases) TRY(named_lease(row, one, now));
    for (const auto& one : report.rights) TRY(named_right(row, one, now));
    TRY(comparisons.count_part(row));
    if (!last) return false;
    TRY(finish(row));
    TRY(comparisons.compared(device));
    TRY(row, comparisons.meet(device));
    TRY(parts_.voice.acknowledge(row));
    return true;
}

Result<void> Stocktaking::named_lease(const ComparisonRow& row, const LeaseReport& report,
                                      WallTime now) {
    const auto told = lease(row.device, report, now);
    if (!told && told.error().kind() != Errc::not_found) return told.error();
    bool close = !told || told->device != row.device || !told->alive();
    if (told && told->device == row.device) {
        auto after = *told;
        after.counted = std::max(after.counted, report.spent);
        if (row.demand == Demand::forked && after.alive()) {
            after.state = GrantState::missing;
            close = true;
        }
        TRY(parts_.books.grants.save(*told, after));
    }
    return parts_.books.comparisons.name(row.device, {"lease", report.lease, close});
}

Result<void> Stocktaking::named_right(const ComparisonRow& row, const RightReport& report,
                                      WallTime) {
    TRY(const auto known, parts_.books.holders.find(report.ref));
    const bool ours =
        known && known->held() && known->device == row.device && known->term == report.term;
    const bool used_here =
        known && known->state == HolderState::used && known->device == row.device;
    bool close = false;
    if (row.demand >= Demand::written_off) {
        if (ours) TRY(close_right(row.device, report.ref));
        // That it was used is a fact on the oldest disk.
        const bool used = report.state == "used";
        const bool open = !known || known->state == HolderState::free;
        if (used && open) TRY(adopt_right(row, report));
        close = !used || !(used_here || open);
    } else if (ours && report.state == "used") {
        TRY(close_right(row.device, report.ref));
    } else if (ours) {
        auto after = *known;
        if (after.state == HolderState::granted) after.state = HolderState::here;
        TRY(parts_.books.holders.save(*known, after));
    } else if (!used_here) {
        TRY(const auto pool, parts_.books.pools.find(report.ref.campaign));
        // What an amount was charged with is not said: such a right is taken back.
        const bool used = report.state == "used";
        const bool over = known && known->state == HolderState::used;
        const bool later = !known || (!over && known->term < report.term);
        close = !used && (!later || (pool && pool->unit == LeaseUnit::amount));
        // That it was used is a fact, though what was taken off is not said.
        const bool freed = known && known->state == HolderState::free;
        if (!close && (later || freed)) TRY(adopt_right(row, report));
    }
    return parts_.books.comparisons.name(row.device, {"right", to_string(report.ref), close});
}

// A right that this hub does not know, because it was set back.
Result<void> Stocktaking::adopt_right(const ComparisonRow& row, const RightReport& report) {
    TRY(const auto known, parts_.books.holders.find(report.ref));
    const auto before = known.value_or(HolderRow{.ref = report.ref});
    TRY(const auto pool, parts_.books.pools.find(report.ref.campaign));
    // What counts in what nobody knows before there is a budget.
    const bool pieces = pool && pool->budget > 0 && pool->unit == LeaseUnit::count;
    auto after = before;
    after.state = HolderState::here;
    after.device = row.device;
    after.term = std::max(before.term, report.term);
    after.charged = pieces ? 1 : 0;
    after.expires = report.expires_at.value_or(WallTime{true_time_max});
    after.next_device = 0;
    const bool used = report.state == "used";
    if (used) after = lost(after);
    TRY(parts_.books.holders.save(before, after));
    return used ? uses_.close_undecided(report.ref, "") : Result<void>();
}

Result<void> Stocktaking::close_right(std::int64_t device, const CouponRef& ref) {
    TRY(const auto known, parts_.books.holders.find(ref));
    if (!known || !known->held() || known->device != device) return {};
    TRY(parts_.books.holders.save(*known, lost(*known)));
    return uses_.close_undecided(ref, "");
}

// While nothing of its ledger is lost, what was sent and never spoken of did not arrive: it is said
// again. (A device takes no command of another life of central.) Else it may have been spent.
Result<void> Stocktaking::finish(const ComparisonRow& row) {
    TRY(const auto grants, parts_.books.grants.alive_of(row.device));
    for (const auto& grant : grants) {
        TRY(const bool named,
            parts_.books.comparisons.is_named(row.device, "lease", grant.lease.id));
        // Called back or not.
        const bool under_way = !grant.accepted && row.demand <= Demand::set_back;
        if (named || under_way) continue;
        auto after = grant;
        after.state = GrantState::missing;
        TRY(parts_.books.grants.save(grant, after));
    }
    if (row.demand >= Demand::epoch) TRY(finish_reservations(row));
    return finish_rights(row);
}

// What became of them may have been lost: they count as used. An older disk may have a word of them
// yet, and not the last one: it does not count.
Result<void> Stocktaking::finish_reservations(const ComparisonRow& row) {
    const auto as = row.demand == Demand::forked ? ReservationState::used : ReservationState::lost;
    TRY(const auto open, parts_.books.reservations.open_of(row.device));
    for (const auto& reservation : open) TRY(uses_.lose(reservation, as));
    return {};
}

Result<void> Stocktaking::finish_rights(const ComparisonRow& row) {
    TRY(const auto rights, parts_.books.holders.held_by(row.device));
    for (const auto& right : rights) {
        TRY(const bool named,
            parts_.books.comparisons.is_named(row.device, "right", to_string(right.ref)));
        const bool under_way = right.state != HolderState::here && row.demand <= Demand::set_back;
        if (named || under_way) continue;
        TRY(close_right(row.device, right.ref));
    }
    return {};
}

}  // namespace aisle
