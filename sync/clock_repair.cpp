// SPDX-License-Identifier: Apache-2.0
#include "sync/clock_repair.hpp"

#include <algorithm>
#include <cstdlib>

namespace aisle {
namespace {

// Closer than this a clock is right, for what a shop does with it.
constexpr Millis right{2000};

Millis to_millis(Micros span) {
    return std::chrono::duration_cast<Millis>(span);
}

// Of the wall clock from the one that only grows. Read again when this thread was held in between.
Micros distance(const Clock& clock) {
    constexpr Micros at_once = Millis{50};
    while (true) {
        const auto before = clock.mono();
        const auto wall = clock.wall();
        if (clock.mono() - before > at_once) continue;
        return wall.time_since_epoch() - before.time_since_epoch();
    }
}

}  // namespace

void ClockRepair::kernel_synced(bool synced) {
    kernel_synced_ = synced;
    if (synced) true_distance_ = distance(clock_);
}

ClockQuality ClockRepair::quality() const {
    if (!true_distance_) return ClockQuality::unset;
    const Micros moved = distance(clock_) - *true_distance_;
    if (std::chrono::abs(moved) > right) return ClockQuality::unset;
    return kernel_synced_ ? ClockQuality::synced : ClockQuality::holdover;
}

std::optional<ClockObservation> ClockRepair::observe(WallTime told, MonoTime asked) {
    const auto now = clock_.mono();
    const auto apart = distance(clock_);
    const WallTime ours{now.time_since_epoch() + apart};
    const Micros half_way = std::max(now - asked, Micros{0}) / 2;
    ClockObservation seen;
    seen.offset = to_millis(told - (ours - half_way));
    seen.error = to_millis(half_way) + Millis{1};
    seen.at = now;
    const bool holds = std::abs(seen.offset.count()) <= right.count() + seen.error.count();
    if (holds) true_distance_ = apart;
    const bool moved = !last_ || std::abs((seen.offset - last_->offset).count()) >
                                     right.count() + seen.error.count() + last_->error.count();
    if (!moved) return std::nullopt;
    last_ = seen;
    return seen;
}

}  // namespace aisle
