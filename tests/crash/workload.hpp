// SPDX-License-Identifier: Apache-2.0
// The days of a till that the power and fault tests live through: what it had done before, what
// harm its file came to at rest, and the few commits that are looked at from every side. Small on
// purpose: a short run that is harmed everywhere finds more than a long one harmed at random.
#pragma once

#include "tests/crash/till.hpp"

#include <optional>
#include <ostream>
#include <span>
#include <string_view>

namespace aisle {

struct Workload {
    const char* name;
    void (*before)(Till&);  // undisturbed; null: the first start of all
    void (*run)(Till&);     // disturbed everywhere, the till's start included
    std::uint64_t budget_bytes = disk_budget_default;
    void (*damage)(DiskImage&) = nullptr;  // between the two
    bool forgets = false;                  // after it, what was told may be gone

    friend void PrintTo(const Workload& workload, std::ostream* out) { *out << workload.name; }
};

std::span<const Workload> workloads();
const Workload& workload_named(std::string_view name);
// Whether an earlier one opens the same file: what its start does was seen there.
bool opens_like_an_earlier(const Workload& workload);
// The first journal of a state folder.
inline constexpr const char* first_file = "state/journal-1.db";

// How the till had ended when the workload begins.
enum class Ending { stopped, killed };

// What a workload begins with: a till that has worked, stopped or was killed, and perhaps harmed.
struct Start {
    Story story;
    DiskImage image;

    Start(const Workload& workload, Ending ending);
};

// A workload that ran once, and the disk that remembers it.
struct Recording {
    Story story;
    CrashDisk disk;
    std::uint64_t evicted = 0;

    Recording(const Workload& workload, const Start& start, TillOptions options = {});
};

}  // namespace aisle
