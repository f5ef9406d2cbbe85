// SPDX-License-Identifier: Apache-2.0
// The clocks of one machine in a World: the one that only grows counts from the machine's boot, the
// wall clock may be wrong by any amount and may jump.
#pragma once

#include "agent/base/time.hpp"
#include "tests/sim/world.hpp"
#include "tests/support/manual_clock.hpp"

#include <algorithm>

namespace aisle {

class SimClock final : public Clock {
public:
    explicit SimClock(const World& world) : world_(world) {}

    // Never before 1970: no kernel keeps such a time.
    WallTime wall() const override {
        return std::max(ManualClock::morning + world_.now() + off_, WallTime{});
    }
    MonoTime mono() const override { return MonoTime{world_.now() - booted_ + Seconds{20}}; }

    void boot() { booted_ = world_.now(); }
    // How far the wall clock is from the truth.
    Micros off() const { return off_; }
    void set_off(Micros off) { off_ = off; }
    void set_wall(WallTime to) { off_ += to - wall(); }

private:
    const World& world_;
    Micros booted_{0};
    Micros off_{0};
};

}  // namespace aisle
