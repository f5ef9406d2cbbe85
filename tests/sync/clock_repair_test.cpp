// SPDX-License-Identifier: Apache-2.0
#include "sync/clock_repair.hpp"

#include "tests/support/manual_clock.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

const WallTime wall = ManualClock::morning;

struct ClockRepairTest : testing::Test {
    // Central's answer came after so long and says that ours is so much behind.
    std::optional<ClockObservation> told(Micros behind, Micros after = Millis{20}) {
        const auto asked = ours.mono();
        ours.advance(after);
        return clock.observe(ours.wall() - after / 2 + behind, asked);
    }

    ManualClock ours;
    ClockRepair clock{ours};
};

TEST_F(ClockRepairTest, KnowsNothingAtFirstAndTrustsTheKernel) {
    EXPECT_EQ(clock.quality(), ClockQuality::unset);
    clock.kernel_synced(true);
    EXPECT_EQ(clock.quality(), ClockQuality::synced);
    clock.kernel_synced(false);
    EXPECT_EQ(clock.quality(), ClockQuality::holdover) << "it was true earlier in this boot";
}

TEST_F(ClockRepairTest, MeasuresAgainstTheMiddleOfTheRoundTrip) {
    const auto asked = ours.mono();
    ours.advance(Seconds{2});
    const auto seen = clock.observe(wall + Seconds{3600} + Seconds{1}, asked);
    ASSERT_TRUE(seen);
    EXPECT_EQ(seen->offset, Seconds{3600});
    EXPECT_GE(seen->error, Seconds{1});
    EXPECT_LE(seen->error, Millis{1001});
    EXPECT_EQ(seen->at, asked + Seconds{2});
}

TEST_F(ClockRepairTest, AClockThatCentralConfirmsIsHoldover) {
    told(Seconds{0});
    EXPECT_EQ(clock.quality(), ClockQuality::holdover);
}

TEST_F(ClockRepairTest, AClockThatIsAnHourOffStaysUnset) {
    told(Seconds{3600});
    EXPECT_EQ(clock.quality(), ClockQuality::unset);
}

TEST_F(ClockRepairTest, AClockThatIsSetIsWorthNothingUntilItIsTrueAgain) {
    clock.kernel_synced(true);
    clock.kernel_synced(false);
    ours.advance(std::chrono::hours(100));
    EXPECT_EQ(clock.quality(), ClockQuality::holdover);
    ours.set_wall(WallTime{Seconds{3600}});
    EXPECT_EQ(clock.quality(), ClockQuality::unset) << "nobody has looked at it since";
    ours.set_wall(wall + std::chrono::hours(100));
    EXPECT_EQ(clock.quality(), ClockQuality::holdover);
}

TEST_F(ClockRepairTest, AClockThatIsSetIsNotSyncedUntilTheKernelSaysSoAgain) {
    clock.kernel_synced(true);
    ours.set_wall(wall + std::chrono::hours(1));
    EXPECT_EQ(clock.quality(), ClockQuality::unset);
    clock.kernel_synced(true);
    EXPECT_EQ(clock.quality(), ClockQuality::synced);
}

TEST_F(ClockRepairTest, WhatCentralContradictsWasNotSetByIt) {
    told(Seconds{0});
    told(Seconds{3600});
    EXPECT_EQ(clock.quality(), ClockQuality::holdover) << "see TrueTime";
}

TEST_F(ClockRepairTest, OnlyTheFirstOfABootAndARealMoveAreWorthAnEvent) {
    EXPECT_TRUE(told(Seconds{0}));
    EXPECT_FALSE(told(Millis{500}));
    EXPECT_FALSE(told(Seconds{6}, Seconds{10})) << "within what a slow answer may err";
    EXPECT_TRUE(told(Seconds{10}));
    EXPECT_FALSE(told(Seconds{11}));
}

TEST_F(ClockRepairTest, AnAnswerBeforeItsQuestionIsNoTimeMachine) {
    const auto seen = clock.observe(wall, ours.mono() + Seconds{5});
    ASSERT_TRUE(seen);
    EXPECT_EQ(seen->offset, Millis{0});
}

}  // namespace
}  // namespace aisle
