// SPDX-License-Identifier: Apache-2.0
#include "drivers/dedup.hpp"

#include <gtest/gtest.h>

#include <string>

namespace aisle {
namespace {

Scan scan(std::string_view raw, Millis at) {
    return make_scan(raw, "lane1", MonoTime{} + at);
}

TEST(Dedup, TakesTheSameCodeWithinTheWindowForOneScan) {
    Dedup dedup(Millis(300));
    EXPECT_FALSE(dedup.repeats(scan("4006381333931", Millis(0))));
    EXPECT_TRUE(dedup.repeats(scan("4006381333931", Millis(299))));
}

TEST(Dedup, LetsTheSameCodePassWhenTheWindowIsOver) {
    Dedup dedup(Millis(300));
    EXPECT_FALSE(dedup.repeats(scan("4006381333931", Millis(0))));
    EXPECT_FALSE(dedup.repeats(scan("4006381333931", Millis(300))));
}

TEST(Dedup, TakesACodeLeftBeforeTheScannerForOneScan) {
    Dedup dedup(Millis(300));
    EXPECT_FALSE(dedup.repeats(scan("4006381333931", Millis(0))));
    for (int at = 200; at < 5000; at += 200) {
        EXPECT_TRUE(dedup.repeats(scan("4006381333931", Millis(at)))) << at;
    }
}

TEST(Dedup, TellsCodesAndTheirKindsApart) {
    Dedup dedup(Millis(300));
    EXPECT_FALSE(dedup.repeats(scan("]E04006381333931", Millis(0))));
    EXPECT_FALSE(dedup.repeats(scan("]C14006381333931", Millis(1))));
    EXPECT_FALSE(dedup.repeats(scan("4006381333931", Millis(2))));
    EXPECT_FALSE(dedup.repeats(scan("4006381333930", Millis(3))));
}

TEST(Dedup, KnowsACodeAgainAfterAnotherCameBetween) {
    Dedup dedup(Millis(300));
    EXPECT_FALSE(dedup.repeats(scan("A", Millis(0))));
    EXPECT_FALSE(dedup.repeats(scan("B", Millis(100))));
    EXPECT_TRUE(dedup.repeats(scan("A", Millis(200))));
    EXPECT_TRUE(dedup.repeats(scan("B", Millis(250))));
}

TEST(Dedup, ForgetsTheOldestWhenItsMemoryIsFull) {
    Dedup dedup(Millis(300));
    for (std::size_t i = 0; i <= dedup_scans_max; ++i) {
        EXPECT_FALSE(dedup.repeats(scan(std::to_string(i), Millis(i))));
    }
    EXPECT_TRUE(dedup.repeats(scan("1", Millis(20))));
    EXPECT_FALSE(dedup.repeats(scan("0", Millis(21))));
}

TEST(Dedup, TakesEveryScanForANewOneWhenSwitchedOff) {
    Dedup dedup(Millis(0));
    EXPECT_FALSE(dedup.repeats(scan("A", Millis(0))));
    EXPECT_FALSE(dedup.repeats(scan("A", Millis(0))));
}

}  // namespace
}  // namespace aisle
