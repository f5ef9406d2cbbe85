// SPDX-License-Identifier: Apache-2.0
#include "tools/hub/grant_size.hpp"

#include "tools/hub/bounds.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

TEST(GrantSize, IsTwoDaysOfWhatIsSpentWithoutWhatIsThere) {
    EXPECT_EQ(grant_size({.left = 10'000, .devices = 10, .per_day = 100, .have = 40}), 160);
}

TEST(GrantSize, IsAtLeastWorthAMessageAndAtMostATwentiethOfThePool) {
    EXPECT_EQ(grant_size({.left = 10'000, .devices = 10}), hub_lease_pieces_min);
    EXPECT_EQ(grant_size({.left = 10'000, .devices = 10, .per_day = 9'000}), 500);
    EXPECT_EQ(grant_size({.unit = LeaseUnit::amount, .left = 1'000'000}), 50'000 / 5);
}

TEST(GrantSize, TheLastUnitsStayWithCentral) {
    EXPECT_EQ(grant_size({.left = 100, .devices = 10}), 10);
    EXPECT_EQ(grant_size({.left = 99, .devices = 10, .per_day = 50}), 0);
    EXPECT_EQ(grant_size({.left = 0, .devices = 0}), 0);
}

TEST(GrantSize, WhatMayBeLostIsSmallAndIsLentToTheEnd) {
    EXPECT_EQ(grant_size({.kind = LeaseClass::risk, .left = 99, .devices = 10, .per_day = 50}), 10);
    EXPECT_EQ(grant_size({.kind = LeaseClass::risk, .left = 3}), 3);
}

TEST(Burn, IsHalfOfWhatWasMeasuredAndHalfOfWhatWasThought) {
    EXPECT_EQ(burn_after(0, 100, Seconds{24 * 3600}), 50);
    EXPECT_EQ(burn_after(100, 100, Seconds{24 * 3600}), 100);
    EXPECT_EQ(burn_after(100, 0, Seconds{24 * 3600}), 50);
    // A moment is no measure, and nothing is spent backwards.
    EXPECT_EQ(burn_after(0, 1, Seconds{0}), 12);
    EXPECT_EQ(burn_after(10, -5, Seconds{3600}), 5);
}

}  // namespace
}  // namespace aisle
