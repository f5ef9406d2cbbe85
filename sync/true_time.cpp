// SPDX-License-Identifier: Apache-2.0
#include "sync/true_time.hpp"

#include "agent/base/limits.hpp"

namespace aisle {
namespace {

// Days are counted, so drift and slow lines do not matter.
constexpr Micros near_enough = Seconds{3600};

bool near(Micros one, Micros other) {
    return std::chrono::abs(one - other) <= near_enough;
}

}  // namespace

void TrueTime::told(WallTime by_central) {
    const auto since_1970 = by_central.time_since_epoch();
    if (since_1970 < true_time_min || since_1970 > true_time_max) return;
    const auto distance = since_1970 - clock_.mono().time_since_epoch();
    agreed_ = !distance_ || near(distance, *distance_);
    distance_ = distance;
}

std::optional<WallTime> TrueTime::now() const {
    const auto central = by_central();
    const auto quality = repair_.quality();
    const bool own = quality == ClockQuality::synced || quality == ClockQuality::holdover;
    if (!own) return agreed_ ? central : std::nullopt;
    const auto wall = clock_.wall();
    if (central && !near(wall.time_since_epoch(), central->time_since_epoch())) return std::nullopt;
    return wall;
}

std::optional<WallTime> TrueTime::by_central() const {
    if (!distance_) return std::nullopt;
    return WallTime{clock_.mono().time_since_epoch() + *distance_};
}

}  // namespace aisle
