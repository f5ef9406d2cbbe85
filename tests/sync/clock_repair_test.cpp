// SPDX-License-Identifier: Apache-2.0
#include "sync/clock_repair.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

const WallTime wall{Seconds{1'782'892'800}};
const MonoTime asked{Seconds{100}};

TEST(ClockRepair, KnowsNothingAtFirstAndTrustsTheKernel) {
    ClockRepair clock;
    EXPECT_EQ(clock.quality(), ClockQuality::unset);
    clock.kernel_synced(true);
    EXPECT_EQ(clock.quality(), ClockQuality::synced);
    clock.kernel_synced(false);
    EXPECT_EQ(clock.quality(), ClockQuality::holdover) << "it was true earlier in this boot";
}

TEST(ClockRepair, MeasuresAgainstTheMiddleOfTheRoundTrip) {
    ClockRepair clock;
    const auto seen =
        clock.observe(wall + Seconds{3600}, wall + Seconds{1}, asked, asked + Seconds{2});
    ASSERT_TRUE(seen);
    EXPECT_EQ(seen->offset, Seconds{3600});
    EXPECT_GE(seen->error, Seconds{1});
    EXPECT_LE(seen->error, Millis{1001});
    EXPECT_EQ(seen->at, asked + Seconds{2});
}

TEST(ClockRepair, AClockThatCentralConfirmsIsHoldover) {
    ClockRepair clock;
    clock.observe(wall, wall, asked, asked + Millis{20});
    EXPECT_EQ(clock.quality(), ClockQuality::holdover);
}

TEST(ClockRepair, AClockThatIsAnHourOffStaysUnset) {
    ClockRepair clock;
    clock.observe(wall + Seconds{3600}, wall, asked, asked + Millis{20});
    EXPECT_EQ(clock.quality(), ClockQuality::unset);
}

TEST(ClockRepair, OnlyTheFirstOfABootAndARealMoveAreWorthAnEvent) {
    ClockRepair clock;
    EXPECT_TRUE(clock.observe(wall, wall, asked, asked + Millis{20}));
    EXPECT_FALSE(clock.observe(wall + Millis{500}, wall, asked, asked + Millis{20}));
    EXPECT_FALSE(clock.observe(wall + Seconds{1}, wall, asked, asked + Seconds{10}))
        << "within what a slow answer may err";
    EXPECT_TRUE(clock.observe(wall + Seconds{10}, wall, asked, asked + Millis{20}));
    EXPECT_FALSE(clock.observe(wall + Seconds{11}, wall, asked, asked + Millis{20}));
}

TEST(ClockRepair, AnAnswerBeforeItsQuestionIsNoTimeMachine) {
    ClockRepair clock;
    const auto seen = clock.observe(wall, wall, asked, asked - Seconds{5});
    ASSERT_TRUE(seen);
    EXPECT_EQ(seen->offset, Millis{0});
}

}  // namespace
}  // namespace aisle
