// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/dialect/till_time.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

std::string read(std::string_view text, DateOrder order = DateOrder::day_first) {
    const auto time = parse_till_time(text, order, {});
    if (!time) return "none";
    return time->time.empty() ? time->day : time->time;
}

TEST(TillTime, IsReadAsTillsWriteIt) {
    for (const auto* text :
         {"2026-07-01T16:30:05", "2026-07-01 16:30:05", "2026/7/1 16:30:05", "2026.07.01, 16:30:05",
          "20260701163005", "20260701 163005", "20260701T163005.250", "01.07.2026 16:30:05",
          "1/7/2026 16:30:05.9", "01-07-26 4:30:05 PM", "1.7.2026  04:30:05pm",
          "2026年07月01日 16:30:05", "2026年7月1日16:30:05"}) {
        EXPECT_EQ(read(text), "2026-07-01T16:30:05") << text;
    }
    EXPECT_EQ(read("2026-07-01 16:30"), "2026-07-01T16:30:00");
    EXPECT_EQ(read("202607011630"), "2026-07-01T16:30:00");
    EXPECT_EQ(read("2026-07-01 1630"), "2026-07-01T16:30:00");
}

TEST(TillTime, HasItsDayOrItsMonthFirst) {
    EXPECT_EQ(read("07/01/2026 9:05", DateOrder::month_first), "2026-07-01T09:05:00");
    EXPECT_EQ(read("07/01/2026 9:05", DateOrder::day_first), "2026-01-07T09:05:00");
    EXPECT_EQ(read("2026/07/01 9:05", DateOrder::month_first), "2026-07-01T09:05:00");
}

TEST(TillTime, CountsTheMorningFromTwelve) {
    EXPECT_EQ(read("2026-07-01 12:01 AM"), "2026-07-01T00:01:00");
    EXPECT_EQ(read("2026-07-01 12:01 PM"), "2026-07-01T12:01:00");
    EXPECT_EQ(read("2026-07-01 11:59 pm"), "2026-07-01T23:59:00");
    EXPECT_EQ(read("2026-07-01 13:00 PM"), "none");
    EXPECT_EQ(read("2026-07-01 0:30 am"), "none");
}

TEST(TillTime, IsBroughtToTheStoresOwnOffset) {
    EXPECT_EQ(read("2026-07-01T08:30:00Z"), "2026-07-01T16:30:00");
    EXPECT_EQ(read("2026-07-01T18:30:00.123Z"), "2026-07-02T02:30:00");
    EXPECT_EQ(read("2026-07-01T16:30:00+08:00"), "2026-07-01T16:30:00");
    EXPECT_EQ(read("2026-07-01T01:30:00-05:30"), "2026-07-01T15:00:00");
    EXPECT_EQ(parse_till_time("2026-07-01T18:30:00Z", DateOrder::day_first, {})->day, "2026-07-02");
}

TEST(TillTime, MayBeADayAlone) {
    EXPECT_EQ(read("2026-07-01"), "2026-07-01");
    EXPECT_EQ(read("1.7.26"), "2026-07-01");
    EXPECT_EQ(read("20260701"), "2026-07-01");
}

TEST(TillTime, IsNoneOfADayOrAnHourThatIsNot) {
    for (const auto* text : {"",
                             "x",
                             "16:30",
                             "2026",
                             "2026-07",
                             "2026-13-01",
                             "2026-02-30",
                             "31.06.2026",
                             "260701",
                             "2026-07-01 25:00",
                             "2026-07-01 16:60",
                             "2026-07-01 16",
                             "2026-07-01 x",
                             "2026-07-01T",
                             "2026-07-01 16:30 Uhr",
                             "2026-07-01 16:30:5",
                             "2026-07-011 16:30",
                             "001.07.2026",
                             "1.7.202",
                             "2026-7-1-",
                             "1969-07-01 16:30",
                             "2026-07-01 16:30:00+9",
                             "123456789012345",
                             "=HYPERLINK(\"http://x\")"}) {
        EXPECT_EQ(read(text), "none") << text;
    }
}

}  // namespace
}  // namespace aisle
