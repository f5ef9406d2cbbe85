// SPDX-License-Identifier: Apache-2.0
// The lanes of every epoch of every device, and how far each is settled: the prefix of its numbers
// in which each one is an event or a declared gap and each seam fits. That prefix is what an ack
// names. Computed in the database alone, so any worker may take any batch in any order; what comes
// early waits at its number until the hole before it fills.
//
// A number at which two different events were told is a fork: two journals grew out of one (a disk
// image put back, a clone). Both events are stored; both lanes of the epoch are marked and their
// prefix stands still for ever: the device goes on under a new epoch.
// Called within a transaction of the hub's database.
#pragma once

#include "agent/base/crypto/sha256.hpp"
#include "agent/base/ids.hpp"
#include "agent/base/strong.hpp"
#include "agent/base/time.hpp"
#include "agent/store/sqlite.hpp"
#include "sync/journal.hpp"
#include "tools/hub/event_ledger.hpp"
#include "tools/hub/finding_book.hpp"
#include "tools/hub/gap_book.hpp"
#include "tools/hub/run_book.hpp"

#include <cstdint>
#include <optional>

namespace aisle {

struct LaneRow {
    std::int64_t number = 0;
    std::int64_t device = 0;
    Epoch epoch;
    Lane lane = Lane::ledger;
    Seq committed;                // end of the settled prefix
    EventId id;                   // the event there; none where that is not known
    std::optional<Digest> chain;  // the ledger's chain there, once a batch or a gap has named it
    Seq run_head;                 // highest number with an event
    Seq gap_head;                 // highest number in a gap
    bool forked = false;
};

// What a batch says stood before its first number.
struct Seam {
    Seq at;
    std::optional<EventId> id;
    std::optional<Digest> chain;
};

class LaneBook {
public:
    static const char* const tables;
    LaneBook(Database& db, EventLedger& ledger, FindingBook& findings);

    // Found, or begun with its sister lane. Errors: denied (more epochs than a device may have).
    Result<LaneRow> meet(std::int64_t device, const Epoch& epoch, Lane lane);
    Result<std::optional<LaneRow>> find(std::int64_t device, const Epoch& epoch, Lane lane);
    // The lane of the epoch that the device began last.
    Result<std::optional<LaneRow>> newest(std::int64_t device, Lane lane);

    Result<void> join(LaneRow& lane, const Seam& seam, WallTime now);
    Result<void> place(LaneRow& lane, const Placement& placement, WallTime now);
    Result<void> declare(LaneRow& lane, const Gap& gap, WallTime now);
    // Moves the prefix as far as it reaches, and writes the row.
    Result<void> settle(LaneRow& lane, WallTime now);

    // Forgets what stands after a number, or before the gap around it, so that the device sends it
    // again. The events stay. Errors: invalid (the prefix does not reach that far).
    Result<void> rewind(LaneRow& lane, Seq to);

private:
    struct Contest {
        Seq seq;
        EventId held;
        EventId told;
    };
    Result<void> begin_epoch(std::int64_t device, const Epoch& epoch);
    Result<EventId> id_at(const LaneRow& lane, Seq seq);
    Result<void> check_id(LaneRow& lane, Seq seq, const EventId& told, WallTime now);
    Result<void> check_chain(LaneRow& lane, const Digest& told, WallTime now);
    Result<void> mark_forked(LaneRow& lane, const Contest& contest, WallTime now);
    Result<void> keep_seam(LaneRow& lane, const Seam& seam, WallTime now);
    Result<void> compare(LaneRow& lane, const Run& run, const Placement& placement, WallTime now);
    Result<void> note_late(LaneRow& lane, const SeqSpan& part, WallTime now);
    Result<std::uint64_t> count_lost(const LaneRow& lane, const GapPart& part);
    Result<bool> meet_seam(LaneRow& lane, WallTime now);
    Result<void> pass_run(LaneRow& lane, const Run& run);
    void pass_gap(LaneRow& lane, const Gap& gap);
    Result<void> save(const LaneRow& lane);

    EventLedger& ledger_;
    FindingBook& findings_;
    RunBook runs_;
    GapBook gaps_;
    Statement find_;
    Statement newest_;
    Statement count_;
    Statement insert_;
    Statement save_;
    Statement fork_;
    Statement contested_;
    Statement seam_;
    Statement insert_seam_;
    Statement delete_seam_;
    Statement delete_seams_after_;
};

}  // namespace aisle
