// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/business_day.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

WallTime at(std::string_view text) {
    const auto time = parse_rfc3339(text);
    EXPECT_TRUE(time) << text;
    return time ? *time : WallTime{};
}

TEST(BusinessDay, EndsAtTheCutOffHourOfTheStore) {
    const DayRule shanghai{.utc_offset_minutes = 480, .cut_off_hour = 4};
    EXPECT_EQ(business_day(at("2026-07-01T12:00:00+08:00"), shanghai), "2026-07-01");
    EXPECT_EQ(business_day(at("2026-07-02T01:30:00+08:00"), shanghai), "2026-07-01");
    EXPECT_EQ(business_day(at("2026-07-02T03:59:59.999+08:00"), shanghai), "2026-07-01");
    EXPECT_EQ(business_day(at("2026-07-02T04:00:00+08:00"), shanghai), "2026-07-02");
}

TEST(BusinessDay, IsTheCalendarDayWhereTheCutOffIsMidnight) {
    const DayRule midnight{.utc_offset_minutes = 0, .cut_off_hour = 0};
    EXPECT_EQ(business_day(at("2026-07-01T23:59:59Z"), midnight), "2026-07-01");
    EXPECT_EQ(business_day(at("2026-07-02T00:00:00Z"), midnight), "2026-07-02");
}

TEST(BusinessDay, CrossesMonthsYearsAndLeapDays) {
    const DayRule rule{.utc_offset_minutes = 480, .cut_off_hour = 4};
    EXPECT_EQ(business_day(at("2028-03-01T02:00:00+08:00"), rule), "2028-02-29");
    EXPECT_EQ(business_day(at("2027-01-01T03:00:00+08:00"), rule), "2026-12-31");
}

TEST(BusinessDay, KnowsOffsetsOfHalfHoursAndBehindUtc) {
    EXPECT_EQ(business_day(at("2026-07-01T22:40:00Z"), {330, 4}), "2026-07-02");
    EXPECT_EQ(business_day(at("2026-07-01T22:20:00Z"), {330, 4}), "2026-07-01");
    EXPECT_EQ(business_day(at("2026-07-02T02:00:00Z"), {-300, 4}), "2026-07-01");
}

TEST(CalendarDay, IsOneThatExists) {
    EXPECT_TRUE(is_calendar_day("2026-07-01"));
    EXPECT_TRUE(is_calendar_day("2028-02-29"));
    for (const std::string_view text : {"", "2026-02-29", "2026-13-01", "2026-00-10", "2026-7-1",
                                        "20260701", "2026-07-01T", "2026/07/01", "1969-12-31"}) {
        EXPECT_FALSE(is_calendar_day(text)) << text;
    }
}

}  // namespace
}  // namespace aisle
