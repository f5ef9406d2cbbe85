// SPDX-License-Identifier: Apache-2.0
#include "agent/app/true_time.hpp"

#include "tests/support/manual_clock.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

struct TrueTimeTest : testing::Test {
    ManualClock clock;
    ClockRepair repair;
    TrueTime time{clock, repair};
    const WallTime long_ago{std::chrono::hours{24 * 365 * 30}};
};

TEST_F(TrueTimeTest, IsNotKnownWhileNobodyVouchesForTheClock) {
    EXPECT_FALSE(time.now());
    EXPECT_FALSE(time.wall_holds());
}

TEST_F(TrueTimeTest, IsTheWallClocksWhileItIsKeptOrWas) {
    repair.kernel_synced(true);
    EXPECT_EQ(time.now(), clock.wall());
    repair.kernel_synced(false);
    clock.advance(Seconds{5});
    EXPECT_EQ(time.now(), clock.wall());
    EXPECT_TRUE(time.wall_holds());
}

TEST_F(TrueTimeTest, IsCentralsWhileTheWallClockIsWrong) {
    clock.set_wall(long_ago);
    time.told(ManualClock::morning);
    clock.advance(Seconds{90});
    EXPECT_EQ(time.now(), ManualClock::morning + Seconds{90});
    EXPECT_FALSE(time.wall_holds());
}

TEST_F(TrueTimeTest, AClockThatOnlyDriftsIsGoodEnoughToCountDaysBy) {
    time.told(clock.wall() - Seconds{40});
    EXPECT_TRUE(time.wall_holds());
    clock.set_wall(clock.wall() + Seconds{2 * 3600});
    EXPECT_FALSE(time.wall_holds());
}

}  // namespace
}  // namespace aisle
