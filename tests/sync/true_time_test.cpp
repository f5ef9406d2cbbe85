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

TEST_F(TrueTimeTest, IsNobodysWhileTheOwnClockAndCentralAreApart) {
    repair.kernel_synced(true);
    time.told(clock.wall() + Seconds{5 * 365 * 24 * 3600});
    EXPECT_FALSE(time.now()) << "one of them is wrong, and nothing is forgotten for it";
    time.told(clock.wall() + Seconds{40});
    EXPECT_EQ(time.now(), clock.wall());
}

TEST_F(TrueTimeTest, IsNotCentralsUntilItHasSaidTheSameTwice) {
    clock.set_wall(long_ago);
    time.told(ManualClock::morning);
    clock.advance(Seconds{60});
    const auto other = ManualClock::morning - std::chrono::hours(240);
    time.told(other);
    EXPECT_FALSE(time.now());
    clock.advance(Seconds{60});
    time.told(other + Seconds{60});
    EXPECT_EQ(time.now(), other + Seconds{60});
}

TEST_F(TrueTimeTest, IsNotWhatNoCentralCanHaveSaid) {
    for (const auto said : {WallTime{}, WallTime{Seconds{600}}, WallTime::max()}) {
        time.told(said);
        EXPECT_FALSE(time.now());
    }
}

}  // namespace
}  // namespace aisle
