// SPDX-License-Identifier: Apache-2.0
#include "agent/base/strong.hpp"

#include <gtest/gtest.h>

#include <type_traits>

namespace aisle {
namespace {

static_assert(!std::is_convertible_v<Seq, Cursor> && !std::is_constructible_v<Cursor, Seq>,
              "a Seq is not a Cursor");
static_assert(!std::is_convertible_v<std::uint64_t, Seq>, "a number is not a Seq until it is said");
static_assert(!std::is_convertible_v<Seq, std::uint64_t>, "a Seq is not a number");

TEST(Seq, BeginsWithNoneAndCountsUp) {
    EXPECT_TRUE(Seq().none());
    EXPECT_EQ(Seq().next(), Seq{1});
    EXPECT_FALSE(Seq{1}.none());
    EXPECT_LT(Seq{9}, Seq{10});
}

TEST(Seq, HasNothingBeforeNone) {
    EXPECT_EQ(Seq{2}.before(), Seq{1});
    EXPECT_TRUE(Seq{1}.before().none());
    EXPECT_TRUE(Seq().before().none());
}

}  // namespace
}  // namespace aisle
