// SPDX-License-Identifier: Apache-2.0
// What is to be said of a shop: the verdict of the checker for each device, and what only the
// simulation can see: whether central holds each number for the event that was answered under it,
// whether each device serves what central decided last, how often a device connects. One World.
#pragma once

#include "tests/sim/sim_shop.hpp"

#include <string>
#include <vector>

namespace aisle {

struct Judgement {
    Verdict verdict;                     // of all devices together
    std::vector<std::string> wrongs;     // in words
    bool waits = false;                  // what is wrong may pass: central has not heard all yet
    std::uint64_t connects_an_hour = 0;  // of the device that did so most often

    bool clean() const { return wrongs.empty(); }
};

struct JudgeRules {
    bool order_of_arrival = false;  // nothing could overtake
    bool runs_full = false;         // scans may be evicted
};

Judgement judge(SimShop& shop, const JudgeRules& rules);

}  // namespace aisle
