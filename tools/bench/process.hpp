// SPDX-License-Identifier: Apache-2.0
// What the kernel says of a process: memory, work, wake-ups.
#pragma once

#include <sys/types.h>

#include <cstdint>

namespace aisle {

struct Memory {
    double pss_mb = 0;
    double rss_mb = 0;
};
Memory memory_of(pid_t pid);

// Since the process began, of all its threads that are still there.
struct Effort {
    double cpu_ms = 0;
    std::uint64_t wakeups = 0;  // voluntary context switches: each is a wait that ended
};
Effort effort_of(pid_t pid);

}  // namespace aisle
