// SPDX-License-Identifier: Apache-2.0
#include "agent/base/result.hpp"

#include <gtest/gtest.h>

#include <memory>

namespace aisle {
namespace {

Result<int> parsed(int value) {
    if (value < 0) return Error(Errc::invalid, "below zero").coded("negative").placed("/value");
    return value;
}

Result<void> check(int value) {
    TRY(parsed(value));
    return {};
}

Result<std::string> doubled(int value) {
    TRY(const int once, parsed(value));
    TRY(check(once));
    TRY(auto twice, parsed(2 * once));
    return std::to_string(twice);
}

Result<std::unique_ptr<int>> owned(int value) {
    TRY(const int inside, parsed(value));
    return std::make_unique<int>(inside);
}

Result<int> unwrapped(int value) {
    TRY(const auto pointer, owned(value));
    return *pointer;
}

TEST(Result, HoldsAValueOrAnError) {
    EXPECT_EQ(*parsed(3), 3);
    EXPECT_FALSE(parsed(-1));
    EXPECT_EQ(parsed(-1).error().what(), "below zero");
}

TEST(Result, LetsTryGoOnWithTheValueOrLeaveWithTheError) {
    EXPECT_EQ(*doubled(21), "42");
    const auto failed = doubled(-1);
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().code(), "negative");
    EXPECT_EQ(failed.error().place(), "/value");
}

TEST(Result, MovesWhatCanOnlyBeMovedThroughTry) {
    EXPECT_EQ(*unwrapped(5), 5);
    EXPECT_FALSE(unwrapped(-5));
}

TEST(Result, StopsTheProgramWhenAskedForAValueThatIsNotThere) {
    EXPECT_DEATH((void)parsed(-1).value(), "result has a value.*below zero");
}

TEST(Error, GainsContextOnTheWayUpAndKeepsItsKind) {
    const auto error =
        Error(Errc::full, "disk full").coded("no_room").placed("/a").at("saving a scan");
    EXPECT_EQ(error.what(), "saving a scan: disk full");
    EXPECT_EQ(error.kind(), Errc::full);
    EXPECT_EQ(error.code(), "no_room");
    EXPECT_EQ(error.place(), "/a");
    EXPECT_EQ(error.at("lane1").what(), "lane1: saving a scan: disk full");
}

TEST(Error, IsCodedByItsKindWhenNothingElseWasSaid) {
    EXPECT_EQ(Error(Errc::too_large, "x").code(), "too_large");
    EXPECT_EQ(Error(Errc::dead, "x").code(), "dead");
    EXPECT_EQ(to_string(Errc::not_found), "not_found");
}

}  // namespace
}  // namespace aisle
