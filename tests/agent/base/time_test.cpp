// SPDX-License-Identifier: Apache-2.0
#include "agent/base/time.hpp"

#include "agent/base/entropy.hpp"

#include <gtest/gtest.h>

#include <utility>

namespace aisle {
namespace {

WallTime at(std::int64_t us) {
    return WallTime{Micros{us}};
}

TEST(Rfc3339, ReadsTheExamplesOfTheStandard) {
    const std::pair<const char*, std::int64_t> examples[] = {
        {"1985-04-12T23:20:50.52Z", 482196050'520'000},
        {"1996-12-19T16:39:57-08:00", 851042397'000'000},
        {"1990-12-31T23:59:60Z", 662688000'000'000},
        {"1990-12-31T15:59:60-08:00", 662688000'000'000},
        {"1937-01-01T12:00:27.87+00:20", -1},
        {"1970-01-01T00:00:00Z", 0},
        {"2000-02-29t12:00:00.000000001z", 951825600'000'000},
        {"2026-07-01 08:30:00.123456+08:00", 1782865800'123'456},
        {"9999-12-31T23:59:59.999999Z", 253402300799'999'999},
    };
    for (const auto& [text, expected] : examples) {
        const auto read = parse_rfc3339(text);
        EXPECT_EQ(read ? micros(*read) : -1, expected) << text;
    }
}

TEST(Rfc3339, RefusesWhatIsNotATime) {
    for (const auto* text : {"",
                             "2026",
                             "2026-07-01",
                             "2026-07-01T08:30Z",
                             "2026-07-01T08:30:00",
                             "2026-07-01T08:30:00+8",
                             "2026-07-01T08:30:00+0800",
                             "2026-07-01T08:30:00 Z",
                             "2026-7-1T08:30:00Z",
                             "2026-02-29T00:00:00Z",
                             "2100-02-29T00:00:00Z",
                             "2026-13-01T00:00:00Z",
                             "2026-00-01T00:00:00Z",
                             "2026-04-31T00:00:00Z",
                             "2026-07-01T24:00:00Z",
                             "2026-07-01T23:60:00Z",
                             "2026-07-01T23:59:61Z",
                             "2026-07-01T23:59:59.Z",
                             "2026-07-01T23:59:59.1234567890Z",
                             "2026-07-01T23:59:59,5Z",
                             "2026-07-01T23:59:59+24:00",
                             "2026-07-01T23:59:59+00:60",
                             "+2026-07-01T23:59:59Z",
                             "2026-07-01T23:59:59Zz",
                             "1969-12-31T23:59:59Z",
                             "20260701T083000Z",
                             "2026-07-01T08:30:-1Z"}) {
        const auto read = parse_rfc3339(text);
        ASSERT_FALSE(read) << text;
        EXPECT_EQ(read.error().code(), "bad_time");
    }
}

TEST(Rfc3339, RefusesTimesThatItCouldNotWrite) {
    EXPECT_FALSE(parse_rfc3339("1970-01-01T00:30:00+01:00"));
    EXPECT_FALSE(parse_rfc3339("9999-12-31T23:59:59-00:01"));
    EXPECT_FALSE(parse_rfc3339("9999-12-31T23:59:60Z"));
}

TEST(Rfc3339, WritesMillisecondsInUtc) {
    EXPECT_EQ(to_rfc3339(at(0)), "1970-01-01T00:00:00.000Z");
    EXPECT_EQ(to_rfc3339(at(1'782'865'800'123'999)), "2026-07-01T00:30:00.123Z");
    EXPECT_EQ(to_rfc3339(at(951'782'399'999'000)), "2000-02-28T23:59:59.999Z");
    EXPECT_EQ(to_rfc3339(at(951'782'400'000'000)), "2000-02-29T00:00:00.000Z");
}

TEST(Rfc3339, ReadsBackWhatItWrote) {
    SeededEntropy entropy{7};
    for (int i = 0; i < 10'000; ++i) {
        const auto ms = static_cast<std::int64_t>(entropy.below(253'402'300'800'000));
        const auto written = to_rfc3339(at(ms * 1000));
        const auto read = parse_rfc3339(written);
        ASSERT_TRUE(read) << written;
        ASSERT_EQ(micros(*read), ms * 1000) << written;
    }
}

TEST(SystemClock, MonoNeverGoesBack) {
    const SystemClock clock;
    auto before = clock.mono();
    for (int i = 0; i < 1000; ++i) {
        const auto now = clock.mono();
        ASSERT_GE(now, before);
        before = now;
    }
}

TEST(SystemClock, WallIsWithinTheYearsThatCanBeWritten) {
    const auto written = to_rfc3339(SystemClock().wall());
    EXPECT_GT(written, "2020-01-01T00:00:00.000Z");
    EXPECT_TRUE(parse_rfc3339(written));
}

TEST(ClockQuality, HasAWordForEach) {
    EXPECT_EQ(to_string(ClockQuality::synced), "synced");
    EXPECT_EQ(to_string(ClockQuality::holdover), "holdover");
    EXPECT_EQ(to_string(ClockQuality::bounded), "bounded");
    EXPECT_EQ(to_string(ClockQuality::unset), "unset");
}

}  // namespace
}  // namespace aisle
