// SPDX-License-Identifier: Apache-2.0
#include "agent/books/sure_time.hpp"

#include "tests/support/manual_clock.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

TEST(SureTimeTest, GoesOnFromWhatWasKeptWhenNobodyKnowsTheTime) {
    ManualClock clock;
    std::optional<WallTime> truth;
    SureTime time(
        clock, [&] { return truth; }, ManualClock::morning);
    clock.set_wall(WallTime{});
    EXPECT_EQ(time.now(), ManualClock::morning);
    clock.advance(Seconds{5});
    EXPECT_EQ(time.now(), ManualClock::morning + Seconds{5});
    truth = ManualClock::morning + Seconds{100};
    EXPECT_EQ(time.now(), *truth);
}

}  // namespace
}  // namespace aisle
