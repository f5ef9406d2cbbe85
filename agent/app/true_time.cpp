// SPDX-License-Identifier: Apache-2.0
#include "agent/app/true_time.hpp"

namespace aisle {
namespace {

// A clock without a time source drifts by seconds a day; days are counted by it all the same.
constexpr Micros wall_error_max = Seconds{3600};

}  // namespace

void TrueTime::told(WallTime by_central) {
    told_ = Told{by_central, clock_.mono()};
}

std::optional<WallTime> TrueTime::now() const {
    const auto quality = repair_.quality();
    if (quality == ClockQuality::synced || quality == ClockQuality::holdover) return clock_.wall();
    if (!told_) return std::nullopt;
    return told_->wall + (clock_.mono() - told_->at);
}

bool TrueTime::wall_holds() const {
    const auto truth = now();
    if (!truth) return false;
    const auto off = clock_.wall() - *truth;
    return off <= wall_error_max && off >= -wall_error_max;
}

}  // namespace aisle
