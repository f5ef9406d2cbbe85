// SPDX-License-Identifier: Apache-2.0
// SQLite's own memory, which fails on demand: the n-th allocation, once or from then on. What lies
// under it is SQLite's usual allocator. One for the process, as SQLite has one; the thread that
// plants a fault is the one that meets it.
#pragma once

#include <cstddef>

namespace aisle {

class SqliteMemory {
public:
    // Before the first database of the process. Whether SQLite took it.
    static bool install();

    // Counted from 1, from now on.
    static void plant(std::size_t nth, bool for_ever);
    static void heal();
    // Since the last plant, those of a pause not counted.
    static std::size_t allocations();

    // While it lives, memory is as good as ever: for who looks at a till without being part of it.
    class Pause {
    public:
        Pause();
        ~Pause();
        Pause(const Pause&) = delete;
        Pause& operator=(const Pause&) = delete;
    };
};

}  // namespace aisle
