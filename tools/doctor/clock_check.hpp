// SPDX-License-Identifier: Apache-2.0
// The clock: certificates are believed by it, and days are counted by it. Facts never stop for it.
#pragma once

#include "agent/base/time.hpp"
#include "tools/doctor/diagnosis.hpp"

#include <optional>

namespace aisle {

struct ClockFacts {
    bool synced = false;  // as the kernel says
    WallTime now;
    std::optional<WallTime> built;       // when this program's file was made
    std::optional<WallTime> last_event;  // the newest that the journal holds
};

// When the file of the running program was made.
std::optional<WallTime> program_built();
// By the ids of a journal's newest events; nothing when there is none to read.
std::optional<WallTime> newest_event(const std::string& folder);

Diagnosis judge_clock(const ClockFacts& facts);

}  // namespace aisle
