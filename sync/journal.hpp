// SPDX-License-Identifier: Apache-2.0
// The uplink journal: facts in the order this device learnt them, in two lanes of one epoch.
// Promise: a Seq is given once, for ever; nothing is removed before central committed it, or it is
// declared as a gap; the ledger's hash chain is whole. Called only inside a Txn, so only on the
// store thread.
//
//   first ........ acked ........ next-1
//   |  kept for a while  |  to be sent  |       numbers below first were trimmed
//
// Numbers come from a counter row, never from MAX: after a trim MAX would give them again.
// When central shows that this file was rolled back or cloned, the epoch is renamed: the rows keep
// their numbers and travel again under the new name, and central counts them by id, so a fork costs
// one row whatever the backlog. A device therefore has one epoch at a time.
// (Rejected: copying the rows under new numbers, minutes of work at a million rows; one table per
// kind of event, a b-tree each to write.)
#pragma once

#include "agent/base/crypto/sha256.hpp"
#include "agent/base/ids.hpp"
#include "agent/base/result.hpp"
#include "agent/domain/event.hpp"
#include "agent/store/committer.hpp"
#include "agent/store/sqlite.hpp"
#include "sync/ack_marks.hpp"
#include "sync/person_index.hpp"
#include "sync/place.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace aisle {

// What a caller is told once its event is durable.
struct Receipt {
    EventId id;
    Epoch epoch;
    Lane lane = Lane::ledger;
    Seq seq;
};

struct LaneState {
    Lane lane = Lane::ledger;
    Seq first{1};         // lowest number still kept, as a row or in a gap
    Seq next{1};          // what the next entry gets
    Seq acked;            // central has committed through here
    EventId acked_id;     // the event there, kept when its row is trimmed
    EventId anchor_id;    // the event before `first`
    Digest anchor_chain;  // the chain before `first`; zero when not known
    Digest chain;         // the chain at next-1 (ledger)
    EventId last_id;      // the event at next-1

    Seq head() const { return next.before(); }
};

// Central's word: it has committed this lane through a number, where it holds this event.
struct Committed {
    Lane lane = Lane::ledger;
    Seq through;
    EventId id;
};

// Numbers that will never be sent, settled in their place. `id` and `chain` stood at `last`.
struct Gap {
    Seq first;
    Seq last;
    std::string reason;  // evicted, quarantined, trimmed, missing
    EventId id;
    Digest chain;
    // Set when the gap was first declared under an earlier epoch.
    std::optional<Epoch> origin_epoch;
    Seq origin_first;
};

class Journal {
public:
    explicit Journal(Database& db);

    // Reads the counters; a file without an epoch gets `if_new` as its own.
    Result<void> load(Txn& txn, const Epoch& if_new);
    // Writes what changed of the counters; the committer calls it before each COMMIT.
    Result<void> flush();

    const Epoch& epoch() const { return epoch_; }
    const LaneState& lane(Lane which) const { return lanes_[index_of(which)]; }

    // Errors: full.
    Result<Receipt> append(Txn& txn, const Event& event);

    // Errors: conflict (another id stands there), invalid (ahead of our next): the caller says
    // hello again. Kept from then on for a while, if the true time is known.
    Result<void> acknowledge(Txn& txn, const Committed& told, std::optional<WallTime> truth);
    // Central lost what it had after `told.through`: send again from there. What is no longer kept
    // is declared as a gap.
    Result<void> rewind(Txn& txn, const Committed& told);
    // Begins a new epoch with the same rows. Both lanes together.
    Result<void> fork(Txn& txn, const Epoch& fresh);

    // Takes a row out of the way: a gap in its place, its content kept for support.
    Result<void> quarantine(Txn& txn, const Receipt& where, std::string_view reason, WallTime now);
    // Declares numbers that have neither row nor gap (damage) as a gap, so that the lane moves on.
    Result<void> declare_missing(Txn& txn, Lane lane, Seq first, Seq last);

    // Deletes acknowledged rows through `through`, at most `rows_max` numbers. Returns how many.
    Result<std::size_t> trim(Txn& txn, Lane lane, Seq through, std::size_t rows_max);
    // Deletes the oldest unacknowledged rows of `touch`, declared as a gap. Returns how many.
    Result<std::size_t> evict_touch(Txn& txn, std::size_t rows_max);
    // When central had which of them.
    AckMarks& marks() { return marks_; }
    // Whose parts stand where, and how they are taken out.
    PersonIndex& persons() { return persons_; }

    // The id that stands at a number; nothing when it is not known any more.
    Result<std::optional<EventId>> id_at(Lane lane, Seq seq);
    // Whether that event may stand at this number, as far as both sides still know.
    Result<bool> fits(Lane lane, Seq seq, const EventId& told);

private:
    LaneState& change(Txn& txn, Lane which);
    Result<void> add_gap(Lane lane, const Gap& gap);
    Result<EventId> find_id(Lane lane, Seq seq);
    Result<std::optional<Gap>> gap_over(Lane lane, Seq seq);
    Result<void> keep_anchor(LaneState& state, Seq last);
    // The end of the run of rows that begins at `first`, no further than `last`.
    Result<Seq> end_of_rows(Lane lane, Seq first, Seq last);

    Epoch epoch_;
    std::array<LaneState, 2> lanes_;
    std::array<bool, 2> dirty_{};
    std::array<std::uint64_t, 2> undone_by_{};  // the scope whose undo puts a lane back
    Statement get_setting_;
    Statement set_setting_;
    Statement load_lane_;
    Statement new_lane_;
    Statement save_lane_;
    Statement insert_;
    Statement row_;
    Statement delete_rows_;
    Statement gap_over_;
    Statement next_gap_;
    Statement insert_gap_;
    Statement extend_gap_;
    Statement delete_gaps_;
    Statement adopt_gaps_;
    AckMarks marks_;
    PersonIndex persons_;
    Statement set_aside_;
    Statement drop_aside_;
};

}  // namespace aisle
