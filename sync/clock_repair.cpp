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

}  // namespace

ClockQuality ClockRepair::quality() const {
    if (kernel_synced_) return ClockQuality::synced;
    return was_true_ ? ClockQuality::holdover : ClockQuality::unset;
}

std::optional<ClockObservation> ClockRepair::observe(WallTime told, WallTime ours, MonoTime asked,
                                                     MonoTime now) {
    const Micros half_way = std::max(now - asked, Micros{0}) / 2;
    ClockObservation seen;
    seen.offset = to_millis(told - (ours - half_way));
    seen.error = to_millis(half_way) + Millis{1};
    seen.at = now;
    if (std::abs(seen.offset.count()) <= right.count() + seen.error.count()) was_true_ = true;
    const bool moved = !last_ || std::abs((seen.offset - last_->offset).count()) >
                                     right.count() + seen.error.count() + last_->error.count();
    if (!moved) return std::nullopt;
    last_ = seen;
    return seen;
}

}  // namespace aisle
