// SPDX-License-Identifier: Apache-2.0
// What the wall clock of this boot is worth, and what is learnt of the true time: from central's
// welcome, or from a system clock that a time source disciplines. An observation lets central
// correct every event of the boot; nothing on the device is ever re-dated.
//
// A wall clock that was true stays true until somebody sets it: it and the clock that only grows
// are steered together, so their distance tells. Owner's thread.
#pragma once

#include "agent/base/time.hpp"

#include <optional>

namespace aisle {

struct ClockObservation {
    Millis offset{0};  // true time minus ours
    Millis error{0};   // at most this far off
    MonoTime at;
};

class ClockRepair {
public:
    explicit ClockRepair(const Clock& clock) : clock_(clock) {}

    // Whether the kernel says that its clock is disciplined now.
    void kernel_synced(bool synced);
    ClockQuality quality() const;

    // Central says `told` now, in answer to a hello sent at `asked`. Returns what is worth an
    // event: the first of a boot, and each that moved by more than it may err.
    std::optional<ClockObservation> observe(WallTime told, MonoTime asked);

private:
    const Clock& clock_;
    bool kernel_synced_ = false;
    std::optional<Micros> true_distance_;  // of the wall clock, when it was true last
    std::optional<ClockObservation> last_;
};

}  // namespace aisle
