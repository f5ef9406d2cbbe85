// SPDX-License-Identifier: Apache-2.0
#include "agent/books/day_book.hpp"

#include "agent/base/limits.hpp"
#include "tests/agent/domain/body.hpp"
#include "tests/sync/journal_bench.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace aisle {
namespace {

constexpr DayRule shanghai{.utc_offset_minutes = 480, .cut_off_hour = 4};
constexpr auto a_day = std::chrono::hours{24};

struct DayBookTest : testing::Test {
    DayBookTest() { open(); }

    void open() {
        days.reset();
        bench.reopen();
        days = std::make_unique<DayBook>(*bench.write, shanghai);
        list = std::make_unique<DayList>(*bench.read);
        bench.committer->before_commit([this] { return days->flush(); });
        bench.committer->before_commit([this]() -> Result<void> {
            if (!commit_fails) return {};
            return Error(Errc::full, "the test has no room");
        });
    }
    Event event(const EventKind& kind, std::int64_t grand = 100) {
        EventContext context = smallest_context();
        context.wall = now.at;
        const auto data = R"({"currency":"CNY","totals":{"grand":)" + std::to_string(grand) + "}}";
        return *encode_event(make_draft(kind, data), context, bench.dice);
    }
    Result<Receipt> put(Txn& txn, const Event& what) {
        TRY(const auto receipt, bench.journal->append(txn, what));
        TRY(days->count(txn, what, receipt, now));
        return receipt;
    }
    void capture(const EventKind& kind, std::int64_t grand = 100) {
        const auto what = event(kind, grand);
        ASSERT_TRUE(bench.commit([&](Txn& txn) -> Result<void> {
            TRY(put(txn, what));
            return {};
        }));
    }
    void sell(std::int64_t grand = 100) { capture(EventKinds::purchase_completed, grand); }

    Result<DayClosing> closing(std::string_view day = "") {
        Result<DayClosing> closing = Error(Errc::invalid, "not reached");
        const auto done = bench.commit([&](Txn& txn) -> Result<void> {
            closing = days->next_closing(txn, day, now);
            if (!closing) return closing.error();
            TRY(const auto receipt, put(txn, event(EventKinds::business_day_closed)));
            return days->keep(txn, *closing, receipt.seq, "{}");
        });
        EXPECT_EQ(done.has_value(), closing.has_value());
        return closing;
    }
    std::vector<std::string> due(std::string_view today) {
        std::vector<std::string> due;
        EXPECT_TRUE(bench.commit([&](Txn& txn) -> Result<void> {
            TRY(due, days->due(txn, today, 8));
            return {};
        }));
        return due;
    }
    std::int64_t rows(const char* which) {
        const bool totals = std::string_view(which) == "totals";
        auto count = totals ? bench.write->prepare("SELECT count(DISTINCT day) FROM day_total")
                            : bench.write->prepare("SELECT count(*) FROM day_closing");
        auto row = count.bind();
        EXPECT_TRUE(row.one());
        return row.integer(0);
    }

    JournalBench bench;
    std::unique_ptr<DayBook> days;
    std::unique_ptr<DayList> list;
    DayMoment now{ManualClock::morning, true};
    bool commit_fails = false;
};

using Numbers = std::vector<DayNumbers>;

TEST_F(DayBookTest, CountsByKindAndCurrency) {
    sell(500);
    sell(700);
    capture(EventKinds::return_completed, -200);
    capture(EventKinds::task_completed);
    capture(EventKinds::device_boot);
    capture(EventKinds::scan_captured);
    const auto told = closing();
    ASSERT_TRUE(told);
    EXPECT_EQ(told->day, "2026-07-01");
    EXPECT_EQ(told->number, 1);
    ASSERT_EQ(told->totals.size(), 3U);
    EXPECT_EQ(told->totals[0].kind, "purchase.completed");
    EXPECT_EQ(told->totals[0].count, 2);
    EXPECT_EQ(told->totals[0].sum, 1200);
    EXPECT_EQ(told->totals[1].sum, -200);
    EXPECT_EQ(told->totals[2].currency, "");
    EXPECT_EQ(told->numbers, (Numbers{{Seq(1), Seq(4)}}));
}

TEST_F(DayBookTest, ADayWithNothingIsClosedWithNothing) {
    const auto told = closing();
    ASSERT_TRUE(told);
    EXPECT_TRUE(told->totals.empty());
    EXPECT_TRUE(told->numbers.empty());
    EXPECT_TRUE(closing("2026-06-30"));
    EXPECT_TRUE(refused(closing("2026-07-02"), "day_ahead", "/business_day"));
    EXPECT_TRUE(refused(closing("2025-01-01"), "day_forgotten", "/business_day"));
}

TEST_F(DayBookTest, AFurtherClosingIsNumberedAfterTheOneItReplaces) {
    sell();
    EXPECT_EQ(closing()->number, 1);
    sell();
    const auto second = closing();
    EXPECT_EQ(second->number, 2);
    EXPECT_EQ(count_of(second->totals), 2);
    // The closing between them is within the numbers and does not count.
    EXPECT_EQ(second->numbers, (Numbers{{Seq(1), Seq(3)}}));
}

TEST_F(DayBookTest, TheNextDayBeginsAtTheCutOff) {
    sell();
    now.at += std::chrono::hours{12};
    sell();
    EXPECT_EQ(closing("2026-07-01")->numbers, (Numbers{{Seq(1), Seq(1)}}));
    EXPECT_EQ(closing()->day, "2026-07-02");
    EXPECT_EQ(closing("2026-07-02")->numbers, (Numbers{{Seq(2), Seq(2)}}));
}

TEST_F(DayBookTest, AClockThatIsSetBackAndForthMakesStretches) {
    sell();
    now.at += a_day;
    sell();
    now.at -= a_day;
    sell();
    capture(EventKinds::device_clock_observed);
    sell();
    EXPECT_EQ(closing("2026-07-01")->numbers, (Numbers{{Seq(1), Seq(1)}, {Seq(3), Seq(5)}}));
    EXPECT_EQ(closing("2026-07-02")->numbers, (Numbers{{Seq(2), Seq(2)}}));
}

TEST_F(DayBookTest, WithoutTheTimeItCountsOnTheDayThatWasOpenAndSaysSo) {
    sell();
    now = {WallTime{}, false};
    sell();
    const auto told = closing("2026-07-01");
    EXPECT_EQ(told->totals[0].count, 2);
    EXPECT_EQ(told->totals[0].undated, 1);
    EXPECT_EQ(closing()->day, "2026-07-01");
}

TEST_F(DayBookTest, AClockThatNeverStandsStillIsNotFollowedForEver) {
    for (int i = 0; i < 300; ++i) {
        now.at += i % 2 == 0 ? a_day : -a_day;
        sell();
    }
    const auto one = closing("2026-07-01");
    const auto two = closing("2026-07-02");
    EXPECT_LE(one->numbers.size(), day_stretches_max);
    EXPECT_LE(two->numbers.size(), day_stretches_max);
    EXPECT_EQ(count_of(one->totals) + count_of(two->totals), 300);
}

TEST_F(DayBookTest, AStartGoesOnWithTheDayInAStretchOfItsOwn) {
    sell();
    open();
    bench.append(Lane::ledger, 2);  // carried over by a salvage: nobody counts it
    sell();
    sell();
    const auto told = closing();
    EXPECT_EQ(count_of(told->totals), 3);
    EXPECT_EQ(told->numbers, (Numbers{{Seq(1), Seq(1)}, {Seq(4), Seq(5)}}));
}

TEST_F(DayBookTest, AStartWithNothingBetweenNeedsNoStretch) {
    sell();
    open();
    sell();
    EXPECT_EQ(closing()->numbers, (Numbers{{Seq(1), Seq(2)}}));
}

TEST_F(DayBookTest, WhatIsUndoneWasNotCounted) {
    sell();
    const auto fails = event(EventKinds::purchase_completed);
    EXPECT_FALSE(bench.commit([&](Txn& txn) -> Result<void> {
        TRY(put(txn, fails));
        return Error(Errc::conflict, "the test says so");
    }));
    commit_fails = true;
    EXPECT_FALSE(bench.commit([&](Txn& txn) -> Result<void> {
        TRY(put(txn, fails));
        return {};
    }));
    commit_fails = false;
    sell();
    const auto told = closing();
    EXPECT_EQ(told->totals[0].count, 2);
    EXPECT_EQ(told->numbers, (Numbers{{Seq(1), Seq(2)}}));
}

TEST_F(DayBookTest, AFailingClosingTakesNothingOfItsNeighbourAlong) {
    std::vector<Write> group;
    const auto sale = event(EventKinds::purchase_completed);
    group.push_back({[&](Txn& txn) -> Result<void> {
                         TRY(put(txn, sale));
                         return {};
                     },
                     {}});
    group.push_back({[&](Txn& txn) -> Result<void> {
                         TRY(days->next_closing(txn, "", now));
                         TRY(days->due(txn, "2026-07-09", 8));
                         return Error(Errc::conflict, "the test says so");
                     },
                     {}});
    EXPECT_TRUE(bench.committer->commit(group).front());
    open();
    EXPECT_EQ(count_of(closing()->totals), 1);
}

TEST_F(DayBookTest, IsDueWhenADayIsOverAndHasMoreThanItsLastClosing) {
    sell();
    EXPECT_TRUE(due("2026-07-01").empty());
    EXPECT_EQ(due("2026-07-02"), std::vector<std::string>{"2026-07-01"});
    now.at += a_day;
    sell();
    now.at += a_day;
    EXPECT_EQ(due("2026-07-03"), (std::vector<std::string>{"2026-07-01", "2026-07-02"}));
    ASSERT_TRUE(closing("2026-07-01"));
    EXPECT_EQ(due("2026-07-03"), std::vector<std::string>{"2026-07-02"});
    now.at -= 2 * a_day;
    sell();
    EXPECT_EQ(due("2026-07-03"), (std::vector<std::string>{"2026-07-01", "2026-07-02"}));
}

TEST_F(DayBookTest, ForgetsTheOldestDays) {
    for (std::size_t i = 0; i < business_days_max + 3; ++i) {
        sell();
        now.at += a_day;
    }
    EXPECT_EQ(rows("totals"), std::int64_t{business_days_max});
    EXPECT_TRUE(refused(closing("2026-07-01"), "day_forgotten", "/business_day"));
    EXPECT_EQ(count_of(closing("2026-07-04")->totals), 1);
}

TEST_F(DayBookTest, KeepsTheLastClosingsOfADayThatIsClosedAgainAndAgain) {
    for (int i = 0; i < 50; ++i) ASSERT_TRUE(closing());
    EXPECT_EQ(rows("closings"), 20);
    EXPECT_EQ(closing()->number, 51);
}

TEST_F(DayBookTest, ShowsTheDayAsItStands) {
    sell(500);
    const auto text = list->day("", now, shanghai, Seq(0));
    ASSERT_TRUE(text);
    EXPECT_EQ(text->substr(0, text->find(R"(,"ids")")),
              R"({"business_day":"2026-07-01","count":1,"closings":0,"closed_count":0,)"
              R"("numbers":[{"first":1,"last":1}],"totals":[{"kind":"purchase.completed",)"
              R"("currency":"CNY","count":1,"sum":500)");
    EXPECT_TRUE(text->ends_with(R"("delivery":{"through":0,"waiting":1}})")) << *text;
    ASSERT_TRUE(closing());
    sell();
    const auto later = list->day("2026-07-01", now, shanghai, std::nullopt);
    EXPECT_NE(later->find(R"("count":2,"closings":1,"closed_count":1)"), std::string::npos);
    EXPECT_EQ(later->find("delivery"), std::string::npos);
    const auto nothing = list->day("2020-01-01", now, shanghai, Seq(9));
    EXPECT_NE(nothing->find(R"("count":0)"), std::string::npos);
    EXPECT_NE(nothing->find(R"("waiting":0)"), std::string::npos);
}

// ---- Whatever fails between, the totals are those of the journal's rows ----

struct Made {
    std::string day;
    Event event;
    std::string kind;
    std::int64_t grand = 0;
    Seq seq;
};

class DayWalk : public DayBookTest {
protected:
    // One job of some captures, which may fail after them.
    Write job(std::shared_ptr<std::vector<Made>> made, bool fails) {
        return {[this, made, fails](Txn& txn) -> Result<void> {
                    for (auto& one : *made) {
                        TRY(const auto receipt, bench.journal->append(txn, one.event));
                        const DayMoment at{*parse_rfc3339(one.day + "T12:00:00+08:00"), true};
                        TRY(days->count(txn, one.event, receipt, at));
                        one.seq = receipt.seq;
                    }
                    if (fails) return Error(Errc::conflict, "the dice say so");
                    return {};
                },
                {}};
    }
    std::shared_ptr<std::vector<Made>> some() {
        auto made = std::make_shared<std::vector<Made>>();
        for (auto left = roll(3) + 1; left > 0; --left) {
            if (roll(6) == 0) day_ = "2026-07-0" + std::to_string(1 + roll(4));
            const auto& kind = kinds_[static_cast<std::size_t>(roll(4))];
            const auto grand = roll(1000) - 200;
            made->push_back({day_, event(kind, grand), std::string(kind.name), grand, {}});
        }
        return made;
    }
    void group() {
        std::vector<Write> writes;
        std::vector<std::shared_ptr<std::vector<Made>>> parts;
        for (auto left = roll(5) + 1; left > 0; --left) {
            parts.push_back(some());
            writes.push_back(job(parts.back(), roll(5) == 0));
        }
        commit_fails = roll(8) == 0;
        const auto outcomes = bench.committer->commit(writes);
        for (std::size_t i = 0; i < parts.size(); ++i) {
            if (outcomes[i]) kept_.insert(kept_.end(), parts[i]->begin(), parts[i]->end());
        }
        commit_fails = false;
    }
    void check() {
        std::map<std::string, std::map<std::string, DayTotal>> expected;
        std::map<std::uint64_t, std::string> day_of;
        for (const auto& made : kept_) {
            if (made.kind == "device.boot") continue;
            const bool money = made.kind == "purchase.completed";
            auto& total = expected[made.day][made.kind];
            total.kind = made.kind;
            total.currency = money ? "CNY" : "";
            total.add({made.event.id, made.kind, total.currency, money ? made.grand : 0,
                       sha256({made.event.bytes})});
            day_of[made.seq.value()] = made.day;
        }
        for (const auto& [day, totals] : expected) {
            const auto told = closing(day);
            ASSERT_TRUE(told);
            ASSERT_EQ(told->totals.size(), totals.size()) << day;
            for (const auto& total : told->totals) EXPECT_EQ(total, totals.at(total.kind)) << day;
            for (const auto& [seq, of] : day_of) {
                const bool within =
                    std::ranges::any_of(told->numbers, [&](const DayNumbers& numbers) {
                        return numbers.first <= Seq(seq) && Seq(seq) <= numbers.last;
                    });
                EXPECT_EQ(within, of == day) << seq << " on " << day;
            }
        }
    }
    std::int64_t roll(std::int64_t sides) {
        return static_cast<std::int64_t>(dice_() % static_cast<std::uint64_t>(sides));
    }

    std::mt19937_64 dice_;
    std::array<EventKind, 4> kinds_{EventKinds::purchase_completed, EventKinds::task_completed,
                                    EventKinds::consent_recorded, EventKinds::device_boot};
    std::string day_ = "2026-07-01";
    std::vector<Made> kept_;
};

TEST_F(DayWalk, TotalsAreThoseOfTheRowsWhateverFails) {
    now.at += 30 * a_day;
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        dice_.seed(seed);
        for (int i = 0; i < 40; ++i) {
            group();
            if (roll(10) == 0) open();
        }
        check();
        EXPECT_EQ(due("2026-07-31").size(), 0U);
    }
}

}  // namespace
}  // namespace aisle
