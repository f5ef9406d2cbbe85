// SPDX-License-Identifier: Apache-2.0
// The memory of C++ in this program, which runs short on demand: from the n-th allocation on there
// is none, and what the program has set for that case is called. One thread.
#pragma once

#include <cstddef>

namespace aisle {

class ShortMemory {
public:
    // Counted from 1, from now on; 0: never.
    static void end_at(std::size_t nth);
    // Since then.
    static std::size_t allocations();
};

}  // namespace aisle
