// SPDX-License-Identifier: Apache-2.0
// What a thread shows of itself to whoever asks whether it still works: how often it has gone
// round, and whether it waits with nothing to do. A thread with work that does not go round is
// stuck, in a disk that does not answer or in our own code. Any thread.
#pragma once

#include <cstdint>

namespace aisle {

struct Pulse {
    std::uint64_t beats = 0;
    bool idle = false;
};

}  // namespace aisle
