// SPDX-License-Identifier: Apache-2.0
// One store day out of one seed: at least five hundred captures and twenty faults, spread by
// chance; then everything is let run until it is drained, for a bounded virtual time, and judged.
#pragma once

#include "tests/sim/sim_judge.hpp"
#include "tests/sim/trouble.hpp"

#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

namespace aisle {

inline constexpr std::size_t captures_a_day = 500;
inline constexpr std::size_t faults_a_day_least = 20;
inline constexpr std::size_t faults_a_day_most = 32;

struct DayOptions {
    std::uint64_t seed = 1;
    HubFaults hub_faults = {};
    DevicePlants plants = {};
    std::vector<Mishap> menu = {};  // empty: the day chooses
    std::optional<Micros> retain_acknowledged = {};
};

struct DayReport {
    std::uint64_t seed = 0;
    std::uint64_t digest = 0;
    std::uint64_t steps = 0;
    std::size_t devices = 0;
    std::uint64_t captures = 0;  // wished for
    std::vector<std::string> faults;
    Judgement judgement;
    std::string stalled;  // who did not drain, and how it stands
    Micros drained_after{0};

    bool clean() const { return judgement.clean() && stalled.empty(); }
};

// The seed, what was wrong, the faults, and how to live it again.
std::ostream& operator<<(std::ostream& out, const DayReport& report);

DayReport live_day(const DayOptions& options);

}  // namespace aisle
