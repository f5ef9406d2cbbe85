// SPDX-License-Identifier: Apache-2.0
// A clock that stands still until it is moved. Both times move together unless the wall is set.
#pragma once

#include "agent/base/time.hpp"

namespace aisle {

class ManualClock final : public Clock {
public:
    // 2026-07-01T08:00:00Z
    static constexpr WallTime morning{Micros{1'782'892'800'000'000}};

    WallTime wall() const override { return wall_; }
    MonoTime mono() const override { return mono_; }
    void advance(Micros by) {
        wall_ += by;
        mono_ += by;
    }
    void set_wall(WallTime to) { wall_ = to; }

private:
    WallTime wall_ = morning;
    MonoTime mono_{Micros{60'000'000}};
};

}  // namespace aisle
