// SPDX-License-Identifier: Apache-2.0
#include "sync/true_time.hpp"

namespace aisle {

void TrueTime::told(WallTime by_central) {
    told_ = Told{by_central, clock_.mono()};
}

std::optional<WallTime> TrueTime::now() const {
    const auto quality = repair_.quality();
    if (quality == ClockQuality::synced || quality == ClockQuality::holdover) return clock_.wall();
    if (!told_) return std::nullopt;
    return told_->wall + (clock_.mono() - told_->at);
}

}  // namespace aisle
