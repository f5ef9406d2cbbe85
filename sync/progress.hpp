// SPDX-License-Identifier: Apache-2.0
// How far each lane is: written here, sent, committed by central, and that noted on the disk; and
// the batches that are under way in between. Promise: acked <= sent < next; a batch is under way
// until central has committed its last number, or everything goes back to the last ack. Pure.
#pragma once

#include "agent/base/ids.hpp"
#include "agent/base/time.hpp"
#include "sync/journal.hpp"

#include <array>
#include <cstdint>
#include <deque>
#include <vector>

namespace aisle {

struct SentBatch {
    Lane lane = Lane::ledger;
    Seq first;
    Seq last;
    EventId last_id;
    std::uint64_t token = 0;
    MonoTime published;
    bool accepted = false;  // by the broker
};

struct LaneProgress {
    Seq next{1};
    Seq sent;
    Seq acked;
    EventId acked_id;
    Seq saved;  // the ack that the journal knows, or is being told
    MonoTime paced_until;
};

class Progress {
public:
    using Lanes = std::array<LaneState, 2>;

    // At start: whatever the journal says.
    void open(const Lanes& lanes);
    // As the journal stands after a welcome; `next` may have moved on meanwhile.
    void reconciled(const Lanes& lanes);
    void wrote(Lane which, Seq seq);
    void sent(SentBatch batch);
    void committed(Lane which, Seq through, const EventId& id);
    // Forgets what is under way: it is sent again from the last ack.
    void go_back();
    // Nothing more of the lane is sent for as long as these events take.
    void pace(Lane which, MonoTime now, Micros takes);

    const LaneProgress& lane(Lane which) const { return lanes_[index_of(which)]; }
    bool has_more(Lane which) const { return lane(which).sent < lane(which).next.before(); }
    const std::deque<SentBatch>& under_way() const { return under_way_; }
    // Null when it is not under way (any more).
    SentBatch* find(std::uint64_t token);
    // The oldest that the broker has not accepted; null when there is none.
    const SentBatch* oldest_unaccepted() const;

    bool acks_unsaved() const;
    // Acks that the journal does not know; from now on it counts as told.
    std::vector<Committed> take_unsaved_acks();
    // The journal could not take it: told again.
    void ack_not_saved(Lane which) { lanes_[index_of(which)].saved = Seq{}; }

private:
    std::array<LaneProgress, 2> lanes_;
    std::deque<SentBatch> under_way_;
};

}  // namespace aisle
