// SPDX-License-Identifier: Apache-2.0
// Days out of seeds. AISLE_SIM_SEED is the first one, AISLE_SIM_SECONDS how long DayAfterDay may
// take; tools/sim sets them for hours.
#include "tests/sim/sim_day.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>

namespace aisle {
namespace {

// Of a run under sanitizers, where a day takes some seconds; tools/sim lives many more, optimized.
constexpr std::uint64_t box_seconds = 60;
constexpr std::uint64_t days_least = 5;
constexpr std::uint64_t progress_every = 500;

std::uint64_t number_from(const char* name, std::uint64_t otherwise) {
    const char* text = std::getenv(name);
    return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

// What was lived, for the line at the end.
struct Tally {
    std::uint64_t days = 0;
    std::uint64_t captures = 0;
    std::uint64_t faults = 0;
    std::uint64_t answered = 0;
    std::uint64_t accepted = 0;
    std::uint64_t destroyed = 0;
    std::uint64_t connects_an_hour = 0;

    void add(const DayReport& report) {
        ++days;
        captures += report.captures;
        faults += report.faults.size();
        answered += report.judgement.verdict.answered;
        accepted += report.judgement.verdict.accepted;
        destroyed += report.judgement.verdict.destroyed;
        connects_an_hour = std::max(connects_an_hour, report.judgement.connects_an_hour);
    }
};

void tell(const Tally& tally, std::uint64_t first, Micros took) {
    std::cerr << "simulated " << tally.days << " days, seeds " << first << " to "
              << first + tally.days - 1 << ", in " << took.count() / 1'000'000
              << " s: " << tally.captures << " captures, " << tally.faults << " faults; "
              << tally.answered << " events answered, " << tally.accepted << " at central, "
              << tally.destroyed << " destroyed with their disk; at most " << tally.connects_an_hour
              << " connects of one device in an hour\n";
}

TEST(Sim, OneDay) {
    const auto report = live_day({.seed = number_from("AISLE_SIM_SEED", 1)});
    std::cerr << report;
    EXPECT_TRUE(report.clean());
}

TEST(Sim, TheSameSeedLivesTheSameDay) {
    const auto seed = number_from("AISLE_SIM_SEED", 7);
    const auto once = live_day({.seed = seed});
    const auto again = live_day({.seed = seed});
    EXPECT_EQ(once.digest, again.digest);
    EXPECT_EQ(once.steps, again.steps);
    EXPECT_NE(once.digest, live_day({.seed = seed + 1}).digest);
}

// The only test here that looks at a real clock, and only to know when to end.
TEST(Sim, DayAfterDay) {
    const auto first = number_from("AISLE_SIM_SEED", 1);
    const Micros box = Seconds{number_from("AISLE_SIM_SECONDS", box_seconds)};
    const SystemClock clock;
    const auto begin = clock.mono();
    Tally tally;
    while (tally.days < days_least || clock.mono() - begin < box) {
        const auto report = live_day({.seed = first + tally.days});
        tally.add(report);
        ASSERT_TRUE(report.clean()) << report;
        ASSERT_GE(report.judgement.verdict.answered, captures_a_day / 2) << report;
        ASSERT_GE(report.faults.size(), faults_a_day_least) << report;
        if (tally.days % progress_every == 0) tell(tally, first, clock.mono() - begin);
    }
    tell(tally, first, clock.mono() - begin);
}

}  // namespace
}  // namespace aisle
