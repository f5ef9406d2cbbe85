// SPDX-License-Identifier: Apache-2.0
#include "sync/poison_watch.hpp"

#include "agent/base/limits.hpp"

#include <algorithm>
#include <utility>

namespace aisle {

PoisonWatch::Verdict PoisonWatch::broke(Lane lane, Seq first, Seq last) {
    const bool single = first == last;
    const bool known = suspect_ && suspect_->lane == lane && suspect_->first == first &&
                       suspect_->single == single;
    if (!known) suspect_ = Suspect{lane, first, single};
    wants_proof_ = single;
    if (single || ++suspect_->strikes < poison_strikes_max) return Verdict::none;
    suspect_.reset();
    return Verdict::send_one_by_one;
}

PoisonWatch::Verdict PoisonWatch::held_without() {
    if (!std::exchange(wants_proof_, false)) return Verdict::none;
    if (++suspect_->strikes < poison_strikes_max) return Verdict::none;
    suspect_->strikes = 0;
    topic_refused_ = convicted_;
    convicted_ = true;
    return topic_refused_ ? Verdict::topic_refused : Verdict::set_aside;
}

void PoisonWatch::broke_without() {
    if (std::exchange(wants_proof_, false)) suspect_.reset();
}

void PoisonWatch::isolate(Lane lane, Seq through) {
    through_[index_of(lane)] = std::max(through_[index_of(lane)], through);
}

void PoisonWatch::stands(Lane lane, Seq through) {
    auto& isolated = through_[index_of(lane)];
    if (through < committed_[index_of(lane)]) isolated = std::min(isolated, through);
    committed(lane, through);
}

void PoisonWatch::committed(Lane lane, Seq through) {
    if (through > committed_[index_of(lane)]) convicted_ = topic_refused_ = false;
    committed_[index_of(lane)] = through;
    if (!suspect_ || suspect_->lane != lane || suspect_->first > through) return;
    suspect_.reset();
    wants_proof_ = false;
}

std::string_view PoisonWatch::trouble() const {
    return topic_refused_ ? "the broker refuses our journal topic: check its ACL" : "";
}

bool PoisonWatch::isolating() const {
    return std::any_of(both_lanes.begin(), both_lanes.end(), [this](Lane lane) {
        return committed_[index_of(lane)] < through_[index_of(lane)];
    });
}

}  // namespace aisle
