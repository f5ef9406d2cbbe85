// SPDX-License-Identifier: Apache-2.0
// A shop of real programs behind the fault proxy: it captures two thousand things while one fault
// after another strikes its line, and then it is let run until all is delivered. A day goes on by
// small steps that do not wait, so that one thread can live through several days at once.
#pragma once

#include "tests/network/day_on_a_line.hpp"

#include <string>
#include <vector>

namespace aisle {

inline constexpr std::size_t steps_a_day = 8;
inline constexpr int captures_a_day = 2000;

class StormyDay {
public:
    StormyDay(std::uint64_t seed, std::vector<FaultStep> schedule, LineOptions options);
    // The line's kind and the schedule are the seed's.
    explicit StormyDay(std::uint64_t seed);

    void open();
    // False once the day is over.
    bool go_on();
    Verdict verdict() { return line_.day.shop.verdict_when_drained(); }
    bool chain_whole() const { return line_.day.shop.chain_whole(); }
    const Till& till() const { return line_.day.till; }
    bool drained() const { return line_.day.shop.drained(); }
    // Seed, line and schedule, for who has to see it again.
    std::string told() const;

private:
    enum class Phase { captured_some, struck, calm };
    void begin_step();

    std::uint64_t seed_;
    LineOptions options_;
    std::vector<FaultStep> schedule_;
    DayOnALine line_;
    std::size_t step_ = 0;
    Phase phase_ = Phase::captured_some;
};

}  // namespace aisle
