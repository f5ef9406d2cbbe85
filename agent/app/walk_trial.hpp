// SPDX-License-Identifier: Apache-2.0
// What a slice of the walk through the journal means for what comes next. Reading may fail for once
// (a busy disk, a loose cable, a full queue) and says nothing about the file then: it is tried
// again a few times before anything is concluded. Damage that was read is damage at once. Pure.
#pragma once

#include "agent/base/result.hpp"
#include "sync/journal_walk.hpp"

namespace aisle {

inline constexpr int walk_retries_max = 3;

enum class WalkVerdict {
    go_on,     // more to see
    whole,     // all was seen, and it is as it must be
    again,     // it could not be read this time
    given_up,  // it was refused too often; that is not the file's fault
    damaged,
};

class WalkTrial {
public:
    // `slice` is whether there is more to see.
    WalkVerdict judge(const Result<bool>& slice, const WalkReport& report);

private:
    int failures_ = 0;  // one after another
};

}  // namespace aisle
