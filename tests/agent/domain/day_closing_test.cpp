// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/day_closing.hpp"

#include "agent/base/limits.hpp"
#include "tests/agent/domain/body.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

constexpr DayRule shanghai{.utc_offset_minutes = 480, .cut_off_hour = 4};

Result<DayCloseWish> wish(const std::string& body) {
    return parse_day_close(json_of(body), "CNY");
}

DayClosing closing() {
    DayClosing closing;
    closing.day = "2026-07-01";
    closing.number = 2;
    closing.rule = shanghai;
    closing.numbers = {{Seq(3), Seq(9)}, {Seq(12), Seq(12)}};
    closing.totals = {
        {.kind = "purchase.completed", .currency = "CNY", .count = 3, .sum = 900, .undated = 1},
        {.kind = "task.completed", .count = 2}};
    closing.totals[0].ids.bytes[3] = 0xab;
    closing.totals[0].digest.bytes[31] = 0xcd;
    return closing;
}

TEST(DayClosing, ReadsAWishWithAndWithoutItsMembers) {
    const auto least = wish("{}");
    ASSERT_TRUE(least);
    EXPECT_EQ(least->day, "");
    EXPECT_FALSE(least->till);
    const auto most = wish(R"({"id":"z-1","business_day":"2026-07-01",)"
                           R"("till":{"count":12,"grand":-5,"currency":"USD"}})");
    ASSERT_TRUE(most);
    EXPECT_EQ(most->id, "z-1");
    EXPECT_EQ(most->day, "2026-07-01");
    EXPECT_EQ(most->till->count, 12);
    EXPECT_EQ(most->till->grand, -5);
    EXPECT_EQ(most->till->currency, "USD");
    EXPECT_EQ(wish(R"({"till":{"count":1,"grand":2}})")->till->currency, "CNY");
}

TEST(DayClosing, RefusesAWishWithItsPlace) {
    EXPECT_TRUE(refused(wish("[]"), "wrong_type", ""));
    EXPECT_TRUE(refused(wish(R"({"day":"2026-07-01"})"), "unknown_member", "/day"));
    EXPECT_TRUE(refused(wish(R"({"id":""})"), "empty", "/id"));
    EXPECT_TRUE(refused(wish(R"({"business_day":"2026-02-30"})"), "bad_date", "/business_day"));
    EXPECT_TRUE(refused(wish(R"({"business_day":"today"})"), "bad_date", "/business_day"));
    EXPECT_TRUE(refused(wish(R"({"till":{"count":1}})"), "missing", "/till/grand"));
    EXPECT_TRUE(refused(wish(R"({"till":{"count":-1,"grand":2}})"), "out_of_range", "/till/count"));
    EXPECT_TRUE(refused(wish(R"({"till":{"count":1,"grand":2,"currency":"cny"}})"), "bad_currency",
                        "/till/currency"));
}

TEST(DayClosing, CountsOnTheDayThatItIs) {
    const auto at = ManualClock::morning;
    EXPECT_EQ(counted_day({at, true}, "", shanghai), "2026-07-01");
    EXPECT_EQ(counted_day({at, true}, "2026-07-05", shanghai), "2026-07-01");
    // 03:59 local
    EXPECT_EQ(
        counted_day({at + std::chrono::hours{11} + std::chrono::minutes{59}, true}, "", shanghai),
        "2026-07-01");
    EXPECT_EQ(counted_day({at + std::chrono::hours{12}, true}, "", shanghai), "2026-07-02");
}

TEST(DayClosing, AClockThatNobodyVouchesForLeadsOnButNotBack) {
    const auto at = ManualClock::morning;
    EXPECT_EQ(counted_day({at, false}, "2026-06-30", shanghai), "2026-07-01");
    EXPECT_EQ(counted_day({at, false}, "2026-07-05", shanghai), "2026-07-05");
    EXPECT_EQ(counted_day({WallTime{}, false}, "2026-07-05", shanghai), "2026-07-05");
}

TEST(DayClosing, NoDayIsClosedBeforeItBeganOrWhenItWouldBeForgotten) {
    DayClosing empty;
    empty.day = "2026-07-02";
    EXPECT_TRUE(refused(check_closing(empty, "2026-07-01"), "day_ahead", "/business_day"));
    EXPECT_TRUE(check_closing(empty, "2026-07-02"));
    EXPECT_TRUE(check_closing(empty, "2027-06-01"));
    EXPECT_TRUE(refused(check_closing(empty, "2027-08-07"), "day_forgotten", "/business_day"));
    // What was counted can be closed, whatever day somebody thinks it is.
    EXPECT_TRUE(check_closing(closing(), "2000-01-01"));
    EXPECT_TRUE(check_closing(closing(), "2099-01-01"));
}

TEST(DayClosing, IsReadAgainAsItWasWritten) {
    const auto draft = day_closed(closing());
    EXPECT_EQ(draft.type, "business_day.closed");
    EXPECT_EQ(draft.lane, Lane::ledger);
    const auto read = read_day_closing(json_of(draft.data));
    ASSERT_TRUE(read) << read.error().what() << read.error().place();
    EXPECT_EQ(read->day, "2026-07-01");
    EXPECT_EQ(read->number, 2);
    EXPECT_FALSE(read->by_schedule);
    EXPECT_EQ(read->rule.utc_offset_minutes, 480);
    EXPECT_EQ(read->rule.cut_off_hour, 4);
    EXPECT_EQ(read->numbers, closing().numbers);
    EXPECT_EQ(read->totals, closing().totals);
}

TEST(DayClosing, SaysWhetherTheTillAgrees) {
    auto with_till = closing();
    with_till.till = TillFigures{3, 900, "CNY"};
    EXPECT_NE(day_closed(with_till).data.find(R"("till":{"count":3,"grand":900,"currency":"CNY",)"
                                              R"("counted":3,"counted_grand":900,"agrees":true})"),
              std::string::npos)
        << day_closed(with_till).data;
    with_till.till->grand = 901;
    EXPECT_NE(day_closed(with_till).data.find(R"("agrees":false)"), std::string::npos);
}

TEST(DayClosing, RefusesADataThatIsNone) {
    const auto good = day_closed(closing()).data;
    const auto read = [](const std::string& text) { return read_day_closing(json_of(text)); };
    EXPECT_TRUE(read(good));
    EXPECT_TRUE(read(changed(good, R"("by":)", R"("new":[1],"by":)")));
    EXPECT_TRUE(
        refused(read(changed(good, "2026-07-01", "2026-07-32")), "bad_date", "/business_day"));
    EXPECT_TRUE(refused(read(changed(good, R"("closing":2)", R"("closing":0)")), "out_of_range",
                        "/closing"));
    EXPECT_TRUE(refused(read(changed(good, R"("last":9)", R"("last":2)")), "out_of_range",
                        "/numbers/0/last"));
    EXPECT_TRUE(
        refused(read(changed(good, R"("first":12)", R"("first":9)")), "out_of_range", "/numbers"));
    EXPECT_TRUE(refused(read(changed(good, R"("numbers":[{)", R"("numbers":[7,{)")), "wrong_type",
                        "/numbers"));
    EXPECT_TRUE(refused(read(changed(good, "000000ab", "xy0000ab")), "bad_id", "/totals/0/ids"));
    EXPECT_TRUE(refused(read(changed(good, R"(cd"})", R"("})")), "bad_sha256", "/totals/0/digest"));
    EXPECT_TRUE(refused(read(changed(good, R"("cut_off_hour":4)", R"("cut_off_hour":24)")),
                        "out_of_range", "/cut_off_hour"));
}

TEST(DayClosing, TheLargestFitsAnEvent) {
    auto most = closing();
    most.numbers.clear();
    for (std::uint64_t i = 0; i < day_stretches_max; ++i) {
        const std::uint64_t first = 1'000'000'000'000'000 + 10 * i;
        most.numbers.push_back({Seq(first), Seq(first + 5)});
    }
    most.totals.assign(day_rows_told_max, most.totals.front());
    for (auto& total : most.totals) total.kind = "member.signup.submitted.long";
    SeededEntropy dice(1);
    EXPECT_TRUE(encode_event(day_closed(most), smallest_context(), dice));
}

}  // namespace
}  // namespace aisle
