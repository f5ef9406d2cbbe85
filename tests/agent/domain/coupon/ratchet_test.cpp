// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/coupon/ratchet.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

constexpr WallTime noon{Seconds{1'780'000'000}};
constexpr MonoTime boot{Seconds{100}};

TEST(RatchetTest, GoesOnWithTheMonotonicClockWhileNobodyKnowsTheTime) {
    Ratchet ratchet(noon, boot);
    EXPECT_EQ(ratchet.now({}, boot + Seconds{60}), noon + Seconds{60});
    EXPECT_EQ(ratchet.now({}, boot + Seconds{60}), noon + Seconds{60});
}

TEST(RatchetTest, FollowsTheTrueTimeForwardAndNeverBack) {
    Ratchet ratchet(noon, boot);
    EXPECT_EQ(ratchet.now(noon + Seconds{3600}, boot), noon + Seconds{3600});
    EXPECT_EQ(ratchet.now(noon, boot + Seconds{1}), noon + Seconds{3601});
}

TEST(RatchetTest, IsNotSetBackByAMonotonicClockThatIs) {
    Ratchet ratchet(noon, boot + Seconds{50});
    EXPECT_EQ(ratchet.now({}, boot), noon);
    EXPECT_EQ(ratchet.now({}, boot + Seconds{51}), noon + Seconds{1});
}

}  // namespace
}  // namespace aisle
