// SPDX-License-Identifier: Apache-2.0
#include "sync/true_time.hpp"

#include "tests/support/manual_clock.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

struct TrueTimeTest : testing::Test {
    ManualClock clock;
    ClockRepair repair{clock};
    TrueTime time{clock, repair};
    const WallTime long_ago{std::chrono::hours{24 * 365 * 30}};
};

TEST_F(TrueTimeTest, IsNotKnownWhileNobodyVouchesForTheClock) {
    EXPECT_FALSE(time.now());
}

TEST_F(TrueTimeTest, IsTheWallClocksWhileItIsKeptOrWas) {
    repair.kernel_synced(true);
    EXPECT_EQ(time.now(), clock.wall());
    repair.kernel_synced(false);
    clock.advance(Seconds{5});
    EXPECT_EQ(time.now(), clock.wall());
}

TEST_F(TrueTimeTest, IsCentralsWhileTheWallClockIsWrong) {
    clock.set_wall(long_ago);
    time.told(ManualClock::morning);
    clock.advance(Seconds{90});
    EXPECT_EQ(time.now(), ManualClock::morning + Seconds{90});
}

}  // namespace
}  // namespace aisle
