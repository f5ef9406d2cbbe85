// SPDX-License-Identifier: Apache-2.0
#include "sync/retention.hpp"

#include "agent/base/limits.hpp"

#include <algorithm>

namespace aisle {
namespace {

// The room is measured again after so many bytes; between, what was added is counted up.
constexpr std::uint64_t measure_every_bytes = 64 * KiB;
// With much room left, after this part of it.
constexpr std::uint64_t measure_divisor = 32;
// Rows are more than their bytes: pages, the log, a delete that has to be written too.
constexpr std::uint64_t overhead_factor = 3;
// Less than this free in the file is not worth giving back.
constexpr std::uint64_t free_pages_kept = 1024;
constexpr int pages_per_slice = 256;
// How often a capture may make room before it gives up: more would keep the others waiting.
constexpr int slices_per_admission = 4;

}  // namespace

Retention::Retention(Journal& journal, const RetentionOptions& options, Log log, Metrics& metrics)
    : journal_(journal),
      options_(options),
      log_(log),
      metrics_(metrics),
      unmeasured_bytes_(measure_every_bytes) {}

Result<DiskRoom> Retention::measure(Txn& txn) {
    TRY(const auto use, txn.db().disk_use());
    const auto room = room_of(use, options_.budget_bytes);
    txn.db().bound_log(room.log_pages);
    return room;
}

bool Retention::fits(Lane lane) const {
    const std::uint64_t kept = lane == Lane::touch ? room_.reserve : 0;
    return room_.used + unmeasured_bytes_ + kept <= room_.end;
}

Result<void> Retention::admit(Txn& txn, Lane lane, std::size_t bytes) {
    const std::uint64_t wanted = bytes * overhead_factor;
    unmeasured_bytes_ += wanted;
    const auto left = room_.end - std::min(room_.used, room_.end);
    if (unmeasured_bytes_ < std::max(measure_every_bytes, left / measure_divisor) && fits(lane)) {
        return {};
    }
    for (int slice = 0; slice <= slices_per_admission; ++slice) {
        TRY(room_, measure(txn));
        unmeasured_bytes_ = wanted;
        if (fits(lane)) return {};
        if (slice == slices_per_admission) break;
        TRY(const bool made, make_room(txn));
        if (!made) break;
    }
    return Error(Errc::full,
                 "the disk budget is used up; central has to be reached, or the budget "
                 "([disk] budget) raised, before more can be saved")
        .coded("disk_full");
}

Result<bool> Retention::make_room(Txn& txn) {
    for (const Lane lane : {Lane::touch, Lane::ledger}) {
        const Seq acked = journal_.lane(lane).acked;
        TRY(const auto trimmed, journal_.trim(txn, lane, acked, rows_deleted_per_job));
        txn.on_commit([this, trimmed] { metrics_.add(Count::journal_trimmed, trimmed); });
        if (trimmed > 0) return true;
    }
    TRY(const auto evicted, journal_.evict_touch(txn, rows_deleted_per_job));
    if (evicted == 0) return false;
    txn.on_commit([this, evicted] {
        metrics_.add(Count::journal_evicted, evicted);
        log_.warn("journal.evicted",
                  {{"lane", "touch"}, {"events", evicted}, {"why", "disk budget"}});
    });
    return true;
}

Result<bool> Retention::tidy(Txn& txn, std::optional<WallTime> truth, bool may_trim) {
    std::size_t trimmed = 0;
    for (const Lane lane : both_lanes) {
        if (!truth) break;
        auto& marks = journal_.marks();
        TRY(marks.date(lane, *truth));
        if (!may_trim) continue;
        TRY(const Seq through, marks.acked_by(lane, *truth - options_.retain_acknowledged));
        TRY(const auto count, journal_.trim(txn, lane, through, rows_deleted_per_job));
        trimmed += count;
    }
    txn.on_commit([this, trimmed] { metrics_.add(Count::journal_trimmed, trimmed); });
    TRY(room_, measure(txn));
    // A capture undoes the room it made when it is refused all the same; this is not undone.
    bool made = false;
    if (room_.used + room_.reserve > room_.end) {
        TRY(made, make_room(txn));
    }
    const bool spare = room_.free_pages > free_pages_kept && room_.free_pages * 4 > room_.pages;
    if (spare) {
        TRY(txn.db().shrink(pages_per_slice));
    }
    return trimmed > 0 || made || spare;
}

}  // namespace aisle
