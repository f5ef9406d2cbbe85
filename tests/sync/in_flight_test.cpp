// SPDX-License-Identifier: Apache-2.0
#include "sync/in_flight.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

TEST(InFlight, GivesNoMorePlacesThanItHas) {
    InFlight in_flight(2);
    ASSERT_TRUE(in_flight.take(7));
    const auto second = in_flight.take(8);
    ASSERT_TRUE(second);
    EXPECT_FALSE(in_flight.take(9));
    EXPECT_EQ(in_flight.settle(*second), 8U);
    EXPECT_TRUE(in_flight.take(9));
    EXPECT_EQ(in_flight.size(), 2U);
}

TEST(InFlight, AnAnswerCountsOnce) {
    InFlight in_flight(2);
    const auto place = in_flight.take(7);
    ASSERT_TRUE(place);
    EXPECT_EQ(in_flight.settle(*place), 7U);
    EXPECT_FALSE(in_flight.settle(*place));
    EXPECT_FALSE(in_flight.settle(99));
    EXPECT_EQ(in_flight.size(), 0U);
}

TEST(InFlight, ForgetsAllAtOnce) {
    InFlight in_flight(2);
    in_flight.take(1);
    in_flight.take(2);
    in_flight.clear();
    EXPECT_EQ(in_flight.size(), 0U);
    EXPECT_FALSE(in_flight.settle(0));
    EXPECT_TRUE(in_flight.take(3));
    EXPECT_TRUE(in_flight.take(4));
    EXPECT_FALSE(in_flight.take(5));
}

}  // namespace
}  // namespace aisle
