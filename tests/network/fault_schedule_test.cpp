// SPDX-License-Identifier: Apache-2.0
#include "tests/support/fault_schedule.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <sstream>

namespace aisle {
namespace {

TEST(FaultSchedule, IsTheSameForTheSameSeedAndAnotherForAnother) {
    EXPECT_EQ(fault_schedule(7, 40), fault_schedule(7, 40));
    EXPECT_NE(fault_schedule(7, 40), fault_schedule(8, 40));
    const auto longer = fault_schedule(7, 41);
    EXPECT_TRUE(std::equal(longer.begin(), longer.end() - 1, fault_schedule(7, 40).begin()));
}

TEST(FaultSchedule, HasEachKindOnceBeforeAnyComesAgain) {
    const auto schedule = fault_schedule(3, 2 * fault_kinds);
    for (std::size_t from : {std::size_t{0}, fault_kinds}) {
        std::set<Fault> kinds;
        for (std::size_t i = 0; i < fault_kinds; ++i) kinds.insert(schedule[from + i].fault);
        EXPECT_EQ(kinds.size(), fault_kinds);
    }
}

TEST(FaultSchedule, HasFineAndBadWeatherAndFaultsBothWays) {
    std::set<std::string> seen;
    for (const auto& step : fault_schedule(1, 200)) {
        seen.insert(std::string(to_string(step.way)));
        if (step.weather == Weather{}) seen.insert("fine");
        if (step.weather.latency.count() > 0) seen.insert("late");
        if (step.weather.jitter.count() > 0) seen.insert("uneven");
        if (step.weather.bytes_per_second > 0) seen.insert("slow");
        if (step.weather.slice_bytes > 0) seen.insert("sliced");
        EXPECT_LE(step.lasting, Seconds{1});
        EXPECT_GT(step.after_bytes, 0u);
    }
    EXPECT_EQ(seen,
              (std::set<std::string>{"up", "down", "fine", "late", "uneven", "slow", "sliced"}));
}

TEST(FaultSchedule, IsSaidInWords) {
    std::ostringstream out;
    out << FaultStep{{Millis{5}, Millis{2}, 8000, 10}, Fault::hold_down, Way::down, 90, Millis{7}};
    EXPECT_EQ(out.str(),
              "hold down after 90 bytes down for 7 ms; latency 5 + 2 ms, 8000 B/s, slices of 10");
}

}  // namespace
}  // namespace aisle
