// SPDX-License-Identifier: Apache-2.0
// One timer in a World, set again and again: the newest word counts. One that was set for earlier
// is not taken back but looks again when it comes, so the queue does not fill with old timers.
#pragma once

#include "tests/sim/world.hpp"

#include <algorithm>
#include <utility>

namespace aisle {

class SimTimer {
public:
    SimTimer(World& world, Function<void()> due) : world_(world), due_(std::move(due)) {}

    void set(Micros wait) {
        due_at_ = world_.now() + std::max(wait, Micros{0});
        if (waits_ && wakes_at_ <= due_at_) return;
        wait_until_due();
    }
    void stop() {
        life_.renew();
        waits_ = false;
    }

private:
    void wait_until_due() {
        life_.renew();
        waits_ = true;
        wakes_at_ = due_at_;
        world_.after(due_at_ - world_.now(), life_.guard([this] {
            waits_ = false;
            if (world_.now() < due_at_) return wait_until_due();
            due_();
        }));
    }

    World& world_;
    Function<void()> due_;
    Lifetime life_;
    Micros due_at_{0};
    Micros wakes_at_{0};
    bool waits_ = false;
};

}  // namespace aisle
