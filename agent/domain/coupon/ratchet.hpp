// SPDX-License-Identifier: Apache-2.0
// The clock by which rights end: it only rises, whatever happens to the machine's. It follows the
// true time where somebody vouches for it, and else the monotonic clock from where it stood; a wall
// clock that nobody vouches for moves it nowhere. So a wrong clock can delay or refuse, and never
// make an ended right good again. What was reached is kept, and is where the next start goes on.
// Pure; any thread.
#pragma once

#include "agent/base/time.hpp"

#include <optional>

namespace aisle {

class Ratchet {
public:
    // `reached` is what was kept; `since` the monotonic clock now.
    Ratchet(WallTime reached, MonoTime since) : reached_(reached), since_(since) {}

    // What time it surely is. Never less than it said before.
    WallTime now(std::optional<WallTime> truth, MonoTime mono);

private:
    WallTime reached_;
    MonoTime since_;
};

}  // namespace aisle
