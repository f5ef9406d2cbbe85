// SPDX-License-Identifier: Apache-2.0
#include "sync/poison_watch.hpp"

#include "agent/base/limits.hpp"

#include <algorithm>

namespace aisle {

PoisonWatch::Verdict PoisonWatch::broke(Lane lane, Seq first, Seq last) {
    if (!suspect_ || suspect_->lane != lane || suspect_->first != first) {
        suspect_ = Suspect{lane, first, 0};
    }
    if (++suspect_->strikes < poison_strikes_max) return Verdict::none;
    suspect_.reset();
    if (first != last) return Verdict::send_one_by_one;
    topic_refused_ = convicted_;
    convicted_ = true;
    return topic_refused_ ? Verdict::topic_refused : Verdict::set_aside;
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
    if (suspect_ && suspect_->lane == lane && suspect_->first <= through) suspect_.reset();
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
