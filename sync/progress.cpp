// SPDX-License-Identifier: Apache-2.0
#include "sync/progress.hpp"

#include <algorithm>

namespace aisle {

void Progress::open(const Lanes& lanes) {
    under_way_.clear();
    for (const Lane which : both_lanes) {
        const auto& lane = lanes[index_of(which)];
        lanes_[index_of(which)] = {lane.next,     lane.acked, lane.acked,
                                   lane.acked_id, lane.acked, {}};
    }
}

void Progress::reconciled(const Lanes& lanes) {
    for (const Lane which : both_lanes) {
        const auto& lane = lanes[index_of(which)];
        auto& mine = lanes_[index_of(which)];
        mine.next = std::max(mine.next, lane.next);
        mine.acked = mine.saved = lane.acked;
        mine.acked_id = lane.acked_id;
    }
    go_back();
}

void Progress::wrote(Lane which, Seq seq) {
    auto& lane = lanes_[index_of(which)];
    lane.next = std::max(lane.next, seq.next());
}

void Progress::sent(SentBatch batch) {
    lanes_[index_of(batch.lane)].sent = batch.last;
    under_way_.push_back(batch);
}

void Progress::committed(Lane which, Seq through, const EventId& id) {
    auto& lane = lanes_[index_of(which)];
    lane.acked = through;
    lane.acked_id = id;
    lane.sent = std::max(lane.sent, through);
    std::erase_if(under_way_, [&](const SentBatch& batch) {
        return batch.lane == which && batch.last <= through;
    });
}

void Progress::go_back() {
    under_way_.clear();
    for (auto& lane : lanes_) lane.sent = lane.acked;
}

void Progress::pace(Lane which, MonoTime now, Micros takes) {
    auto& lane = lanes_[index_of(which)];
    lane.paced_until = std::max(lane.paced_until, now) + takes;
}

SentBatch* Progress::find(std::uint64_t token) {
    const auto batch = std::find_if(under_way_.begin(), under_way_.end(),
                                    [&](const auto& sent) { return sent.token == token; });
    return batch == under_way_.end() ? nullptr : &*batch;
}

const SentBatch* Progress::oldest_unaccepted() const {
    const auto batch = std::find_if(under_way_.begin(), under_way_.end(),
                                    [](const SentBatch& sent) { return !sent.accepted; });
    return batch == under_way_.end() ? nullptr : &*batch;
}

bool Progress::acks_unsaved() const {
    return std::any_of(lanes_.begin(), lanes_.end(),
                       [](const LaneProgress& lane) { return lane.saved < lane.acked; });
}

std::vector<Committed> Progress::take_unsaved_acks() {
    std::vector<Committed> acks;
    for (const Lane which : both_lanes) {
        auto& lane = lanes_[index_of(which)];
        if (lane.saved >= lane.acked) continue;
        lane.saved = lane.acked;
        acks.push_back({which, lane.acked, lane.acked_id});
    }
    return acks;
}

}  // namespace aisle
