// SPDX-License-Identifier: Apache-2.0
#include "agent/books/day_desk.hpp"

#include "agent/base/limits.hpp"
#include "tests/agent/books/counter.hpp"
#include "tests/agent/domain/body.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

constexpr auto a_day = std::chrono::hours{24};

struct DayDeskTest : testing::Test {
    DayDeskTest() {
        counter.bench.committer->before_commit([this] { return book.flush(); });
    }

    RecorderEvents events() {
        auto events = counter.events();
        events.written = [this](Txn& txn, const Event& event, const Receipt& receipt,
                                const DayMoment& when) {
            return book.count(txn, event, receipt, when);
        };
        events.truth = [this] {
            return clock == ClockQuality::synced ? counter.bench.clock.wall() : counter.truth;
        };
        events.context = [this] {
            auto context = smallest_context();
            context.wall = counter.bench.clock.wall();
            context.clock = clock;
            return context;
        };
        return events;
    }
    static StoreProfile profile() {
        auto profile = Counter::profile();
        profile.currency = "CNY";
        return profile;
    }
    DayDeskParts parts() {
        return {recorder, book, list, [this] { return delivered; },
                [this](std::string_view day) { closed.emplace_back(day); }};
    }
    void sell(std::int64_t grand) {
        recorder.record(
            make_draft(EventKinds::purchase_completed,
                       R"({"currency":"CNY","totals":{"grand":)" + std::to_string(grand) + "}}"),
            counter.accept());
        ASSERT_TRUE(counter.last());
    }
    Result<DayReply> close(std::string_view body) {
        Result<DayReply> answer = Error(Errc::invalid, "no answer");
        desk.close(body, [&](Result<DayReply> reply) { answer = std::move(reply); });
        return answer;
    }
    std::string show(std::string_view day = "") {
        std::string answer;
        desk.show(day, [&](const Result<std::string>& text) {
            answer = text ? *text : std::string(text.error().code());
        });
        return answer;
    }
    // The closings in the journal.
    std::vector<DayClosing> told() {
        std::vector<DayClosing> told;
        for (const auto& row : counter.rows(Lane::ledger)) {
            const auto header = decode_event_header(row.event);
            EXPECT_TRUE(header);
            if (event_kind_name(header->type) != "business_day.closed") continue;
            const auto closing = read_day_closing(json_of(std::string(header->data)));
            EXPECT_TRUE(closing);
            told.push_back(*closing);
        }
        return told;
    }
    static bool has(const std::string& text, std::string_view part) {
        return text.find(part) != std::string::npos;
    }

    Counter counter;
    ClockQuality clock = ClockQuality::synced;
    DayBook book{*counter.bench.write, DayRule{}};
    DayList list{*counter.bench.read};
    DeliveredThrough delivered = Seq(1);
    std::vector<std::string> closed;
    Recorder recorder{counter.recorder.parts(), events()};
    DayDesk desk{parts(), profile(), true};
};

TEST_F(DayDeskTest, ClosesTheDayThatItIsAndSaysWhatWaits) {
    sell(500);
    sell(700);
    const auto reply = close(R"({"id":"z-1","till":{"count":2,"grand":1200}})");
    ASSERT_TRUE(reply);
    EXPECT_FALSE(reply->repeated);
    EXPECT_TRUE(has(reply->json, R"("seq":3,)")) << reply->json;
    EXPECT_TRUE(has(reply->json, R"("closing":{"business_day":"2026-07-01","closing":1,)"
                                 R"("by":"hand","utc_offset_minutes":480,"cut_off_hour":4,)"
                                 R"("count":2,"numbers":[{"first":1,"last":2}],)"))
        << reply->json;
    EXPECT_TRUE(has(reply->json, R"("sum":1200)"));
    EXPECT_TRUE(has(reply->json, R"("agrees":true)"));
    EXPECT_TRUE(has(reply->json, R"("delivery":{"through":1,"waiting":2})"));
    ASSERT_EQ(told().size(), 1U);
    EXPECT_EQ(told()[0].totals[0].sum, 1200);
    EXPECT_EQ(closed, std::vector<std::string>{"2026-07-01"});
}

TEST_F(DayDeskTest, ARepeatIsAnsweredAsBeforeAndClosesNothing) {
    sell(500);
    const auto first = close(R"({"id":"z-1"})");
    sell(500);
    delivered = Seq(9);
    const auto again = close(R"({"id":"z-1"})");
    ASSERT_TRUE(again);
    EXPECT_TRUE(again->repeated);
    EXPECT_EQ(again->json.substr(0, again->json.find("delivery")),
              first->json.substr(0, first->json.find("delivery")));
    EXPECT_TRUE(has(again->json, R"("waiting":0)"));
    EXPECT_EQ(told().size(), 1U);
    EXPECT_EQ(closed.size(), 1U);
    const auto other = close(R"({"id":"z-1","business_day":"2026-07-01"})");
    ASSERT_FALSE(other);
    EXPECT_EQ(other.error().code(), "id_conflict");
}

TEST_F(DayDeskTest, ClosesAnEarlierDayByItsDate) {
    sell(500);
    counter.bench.clock.advance(a_day);
    sell(700);
    ASSERT_TRUE(close(R"({"business_day":"2026-07-01"})"));
    ASSERT_EQ(told().size(), 1U);
    EXPECT_EQ(told()[0].totals[0].sum, 500);
}

TEST_F(DayDeskTest, RefusesADayThatHasNotBegunAndABodyThatIsNone) {
    EXPECT_TRUE(refused(close(R"({"business_day":"2026-07-02"})"), "day_ahead", "/business_day"));
    EXPECT_TRUE(refused(close(R"({"business_day":"2026-7-2"})"), "bad_date", "/business_day"));
    EXPECT_FALSE(close("{"));
    EXPECT_TRUE(told().empty());
    EXPECT_EQ(counter.rows(Lane::touch).size(), 2U);  // what was wrong, as data.rejected
}

TEST_F(DayDeskTest, BelievesTheEventsOwnTimeWhereItIsTrue) {
    // Encoded before the cut-off, committed after it.
    counter.bench.clock.set_wall(*parse_rfc3339("2026-07-02T03:59:59.999+08:00"));
    auto turn = recorder.prepare({make_draft(EventKinds::task_completed, "{}")});
    counter.bench.clock.advance(Seconds{1});
    recorder.commit(std::move(turn), counter.accept());
    EXPECT_TRUE(has(show("2026-07-01"), R"("count":1)"));
    clock = ClockQuality::unset;
    counter.truth = *parse_rfc3339("2026-07-05T12:00:00+08:00");
    sell(1);
    EXPECT_TRUE(has(show("2026-07-05"), R"("count":1)"));
    counter.truth = std::nullopt;
    sell(1);
    EXPECT_TRUE(has(show("2026-07-05"), R"("undated":1)")) << show("2026-07-05");
}

TEST_F(DayDeskTest, ShowsTheRunningTotalsOfADay) {
    sell(500);
    EXPECT_TRUE(has(show(), R"({"business_day":"2026-07-01","count":1,"closings":0)"));
    EXPECT_EQ(show("2026-02-30"), "bad_date");
}

TEST_F(DayDeskTest, ClosesByScheduleWhatIsOverOnce) {
    sell(500);
    desk.close_if_due();
    EXPECT_TRUE(told().empty());
    counter.bench.clock.advance(a_day);
    desk.close_if_due();
    ASSERT_EQ(told().size(), 1U);
    EXPECT_EQ(told()[0].day, "2026-07-01");
    EXPECT_TRUE(told()[0].by_schedule);
    EXPECT_EQ(closed, std::vector<std::string>{"2026-07-01"});
    desk.close_if_due();
    DayDesk started_again(parts(), profile(), true);
    started_again.close_if_due();
    EXPECT_EQ(told().size(), 1U);
}

TEST_F(DayDeskTest, ByScheduleADayThatWasClosedByHandIsNotClosedAgainUnlessItWentOn) {
    sell(500);
    ASSERT_TRUE(close("{}"));
    counter.bench.clock.advance(a_day);
    desk.close_if_due();
    EXPECT_EQ(told().size(), 1U);
    counter.bench.clock.set_wall(ManualClock::morning);
    sell(700);
    counter.bench.clock.advance(2 * a_day);
    desk.close_if_due();
    ASSERT_EQ(told().size(), 2U);
    EXPECT_EQ(told()[1].number, 2);
    EXPECT_EQ(told()[1].totals[0].sum, 1200);
}

TEST_F(DayDeskTest, AfterALongAbsenceItTakesSomeRounds) {
    for (int i = 0; i < 11; ++i) {
        sell(1);
        counter.bench.clock.advance(a_day);
    }
    desk.close_if_due();
    EXPECT_EQ(told().size(), 8U);
    desk.close_if_due();
    EXPECT_EQ(told().size(), 11U);
}

TEST_F(DayDeskTest, WhatFailsByScheduleIsTriedAgain) {
    sell(500);
    counter.bench.clock.advance(a_day);
    counter.room = false;
    desk.close_if_due();
    EXPECT_TRUE(told().empty());
    EXPECT_TRUE(closed.empty());
    counter.room = true;
    desk.close_if_due();
    EXPECT_EQ(told().size(), 1U);
}

TEST_F(DayDeskTest, ManuallyMeansOnlyByHand) {
    DayDesk manual(parts(), profile(), false);
    sell(500);
    counter.bench.clock.advance(a_day);
    manual.close_if_due();
    EXPECT_TRUE(told().empty());
}

TEST_F(DayDeskTest, SaysNothingOfDeliveryWhereNobodyKnows) {
    DayDesk alone({recorder, book, list}, profile(), false);
    alone.close("{}", [](const Result<DayReply>& reply) {
        ASSERT_TRUE(reply);
        EXPECT_EQ(reply->json.find("delivery"), std::string::npos);
    });
}

}  // namespace
}  // namespace aisle
