// SPDX-License-Identifier: Apache-2.0
// How long to wait before the next try. Full jitter, so that ten thousand tills that lost one
// broker do not come back together; a floor, so that nobody hammers; and no forgiveness until a
// session has been stable for a while, because a broker that accepts and then throws out is not
// well. Pure.
#pragma once

#include "agent/base/entropy.hpp"
#include "agent/base/limits.hpp"
#include "agent/base/time.hpp"

#include <optional>

namespace aisle {

class Backoff {
public:
    Backoff(Seconds cap, Entropy& entropy, Seconds stable = stable_session)
        : cap_(cap), stable_(stable), entropy_(entropy) {}

    // A session began, or ended after this long.
    void began(MonoTime now) { began_ = now; }
    void ended(MonoTime now);
    // The next wait is drawn from the whole range up to the cap.
    void go_to_cap();
    Micros next();

private:
    Micros range() const;

    Seconds cap_;
    Seconds stable_;
    Entropy& entropy_;
    int failures_ = 0;
    std::optional<MonoTime> began_;
};

}  // namespace aisle
