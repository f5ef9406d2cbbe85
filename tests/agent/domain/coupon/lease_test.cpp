// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/coupon/lease.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

constexpr WallTime noon{Seconds{1'780'000'000}};

Lease ten() {
    Lease lease;
    lease.granted = 10;
    lease.spent = 6;
    lease.held = 1;
    lease.not_after = noon;
    return lease;
}

TEST(LeaseTest, GivesWhatIsNeitherSpentNorHeld) {
    EXPECT_EQ(ten().room(), 3);
    EXPECT_TRUE(gives(ten(), 3, noon - Micros{1}));
    EXPECT_FALSE(gives(ten(), 4, noon - Micros{1}));
    EXPECT_FALSE(gives(ten(), 1, noon)) << "it is over";
    auto recalled = ten();
    recalled.state = LeaseState::recalled;
    EXPECT_FALSE(gives(recalled, 1, noon - Micros{1}));
}

TEST(LeaseTest, CountsPiecesOrMoney) {
    EXPECT_EQ(units_of(LeaseUnit::count, 500), 1);
    EXPECT_EQ(units_of(LeaseUnit::amount, 500), 500);
}

TEST(LeaseTest, WordsComeBackAsThemselves) {
    for (const auto kind :
         {LeaseClass::quota, LeaseClass::risk, LeaseClass::benefit, LeaseClass::sample}) {
        EXPECT_EQ(*parse_lease_class(to_string(kind)), kind);
    }
    for (const auto state : {LeaseState::open, LeaseState::recalled, LeaseState::returned}) {
        EXPECT_EQ(*parse_lease_state(to_string(state)), state);
    }
    EXPECT_EQ(*parse_lease_unit("amount"), LeaseUnit::amount);
    EXPECT_FALSE(parse_lease_class("gift"));
}

}  // namespace
}  // namespace aisle
