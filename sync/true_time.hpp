// SPDX-License-Identifier: Apache-2.0
// The true time, as far as this device knows it: its own wall clock while a time source keeps it,
// or has kept it in this boot and nobody has set it since; else what central said, carried on by
// the clock that only grows; else nothing, and then nothing may be judged by its age.
//
// One wrong clock must not make all devices forget: where the two are far apart, or central says
// something else than before, nobody knows the time until they agree or central has said it twice.
// Owner's thread.
#pragma once

#include "agent/base/time.hpp"
#include "sync/clock_repair.hpp"

#include <optional>

namespace aisle {

class TrueTime {
public:
    TrueTime(const Clock& clock, const ClockRepair& repair) : clock_(clock), repair_(repair) {}

    // In answer to a hello: anything else may have waited anywhere. What no central of ours can
    // have said (see limits.hpp) counts for nothing.
    void told(WallTime by_central);
    std::optional<WallTime> now() const;

private:
    std::optional<WallTime> by_central() const;

    const Clock& clock_;
    const ClockRepair& repair_;
    std::optional<Micros> distance_;  // of central's time from the clock that only grows
    bool agreed_ = true;              // with what it said before
};

}  // namespace aisle
