// SPDX-License-Identifier: Apache-2.0
// The true time, as far as this device knows it: its own wall clock while a time source keeps it or
// has kept it in this boot; else what central said last, carried on by the clock that only grows;
// else nothing, and then nothing may be judged by its age. Owner's thread.
#pragma once

#include "agent/base/time.hpp"
#include "sync/clock_repair.hpp"

#include <optional>

namespace aisle {

class TrueTime {
public:
    TrueTime(const Clock& clock, const ClockRepair& repair) : clock_(clock), repair_(repair) {}

    void told(WallTime by_central);
    std::optional<WallTime> now() const;

private:
    struct Told {
        WallTime wall;
        MonoTime at;
    };
    const Clock& clock_;
    const ClockRepair& repair_;
    std::optional<Told> told_;
};

}  // namespace aisle
