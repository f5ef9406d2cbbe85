// SPDX-License-Identifier: Apache-2.0
// A business day's closing against what central has: what is missing, changed or too much is named.
#include "tests/hub/hub_bench.hpp"
#include "tests/support/child_process.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tools/hub/day_check.hpp"

namespace aisle {
namespace {

constexpr const char* today = "2026-07-01";

class DayTest : public testing::Test {
protected:
    void sell(std::int64_t grand) {
        till.append(
            till.make(EventKinds::purchase_completed,
                      R"({"currency":"CNY","totals":{"grand":)" + std::to_string(grand) + "}}"));
    }
    void work() {
        sell(500);
        sell(700);
        till.append(till.make(EventKinds::task_completed, "{}"));
        till.append(till.make(EventKinds::device_clock_observed, R"({"offset_ms":0})"));
        sell(900);
    }
    // Of all that the till has captured from `first` on.
    DayClosing closing(std::int64_t number = 1, std::uint64_t first = 1) {
        DayClosing closing;
        closing.day = today;
        closing.number = number;
        const auto& ledger = till.events[0];
        for (auto seq = first; seq <= ledger.size(); ++seq) {
            const auto fact = read_day_fact(ledger[seq - 1].bytes);
            if (fact) closing.totals[row_of(closing.totals, *fact)].add(*fact);
        }
        if (first <= ledger.size()) closing.numbers = {{Seq(first), Seq(ledger.size())}};
        return closing;
    }
    void close(const DayClosing& closing) {
        till.append(till.make(EventKinds::business_day_closed, day_closed(closing).data));
    }
    std::uint64_t head() const { return till.events[0].size(); }
    void send() { send(1, head()); }
    void send(std::uint64_t first, std::uint64_t last) {
        hub.committed(till, till.batch(Lane::ledger, first, last));
    }
    DayReport check(const std::string& day = today) {
        auto report = check_day(hub.database().db(), {till.name, day});
        EXPECT_TRUE(report) << (report ? "" : report.error().what());
        return report ? *report : DayReport{};
    }
    static const ComparedTotal& of(const DayReport& report, std::string_view kind) {
        for (const auto& total : report.totals) {
            if (total.told.kind == kind) return total;
        }
        ADD_FAILURE() << kind;
        return report.totals.front();
    }
    void remove(std::uint64_t seq) {
        auto events = hub.database().db().prepare("DELETE FROM event WHERE id = ?1");
        ASSERT_TRUE(events.bind(Blob{till.id_at(Lane::ledger, seq).view()}).run());
    }
    void remove_name(std::uint64_t seq) {
        auto ids = hub.database().db().prepare("DELETE FROM event_id WHERE id = ?1");
        ASSERT_TRUE(ids.bind(Blob{till.id_at(Lane::ledger, seq).view()}).run());
    }
    static bool has(const std::string& text, std::string_view part) {
        return text.find(part) != std::string::npos;
    }

    ScratchFolder folder;
    HubBench hub{folder.file("hub.db")};
    TestDevice till;
};

TEST_F(DayTest, IsEqualWhenAllIsHere) {
    work();
    close(closing());
    send();
    const auto report = check();
    EXPECT_EQ(report.verdict, DayVerdict::equal) << day_text(report);
    EXPECT_EQ(of(report, "purchase.completed").here.count, 3);
    EXPECT_EQ(of(report, "purchase.completed").here.sum, 2100);
    EXPECT_TRUE(report.missing.empty());
    EXPECT_TRUE(has(day_text(report), "21.00 CNY")) << day_text(report);
    EXPECT_TRUE(day_text(report).ends_with("\nequal"));
}

TEST_F(DayTest, IsOpenUntilItIsClosed) {
    work();
    send();
    EXPECT_EQ(check().verdict, DayVerdict::open);
    EXPECT_TRUE(has(day_text(check()), "not closed yet"));
    EXPECT_EQ(check("2026-06-30").verdict, DayVerdict::open);
}

TEST_F(DayTest, ADayWithNothingIsEqual) {
    close(closing());
    send();
    EXPECT_EQ(check().verdict, DayVerdict::equal);
}

// The control: what is taken out of the database must be named.
TEST_F(DayTest, NamesWhatWasRemoved) {
    work();
    close(closing());
    send();
    remove(2);
    const auto report = check();
    EXPECT_EQ(report.verdict, DayVerdict::different);
    ASSERT_EQ(report.missing.size(), 1U);
    EXPECT_EQ(report.missing[0].span, (SeqSpan{Seq(2), Seq(2)}));
    EXPECT_EQ(report.missing[0].why, "removed");
    EXPECT_EQ(report.missing[0].id, till.id_at(Lane::ledger, 2));
    EXPECT_EQ(of(report, "purchase.completed").told.sum, 2100);
    EXPECT_EQ(of(report, "purchase.completed").here.sum, 1400);
    EXPECT_TRUE(of(report, "task.completed").same());
    const auto text = day_text(report);
    EXPECT_TRUE(has(text, "number 2: removed, id " + to_string(till.id_at(Lane::ledger, 2))))
        << text;
}

TEST_F(DayTest, NamesTheIdOfTheOneThatNothingHereKnowsAnyMore) {
    work();
    close(closing());
    send();
    remove(3);
    remove_name(3);
    const auto report = check();
    ASSERT_EQ(report.missing.size(), 1U);
    EXPECT_TRUE(report.missing[0].id.none());
    EXPECT_EQ(of(report, "task.completed").odd_one(), till.id_at(Lane::ledger, 3));
    EXPECT_TRUE(has(day_text(report), "1 missing: " + to_string(till.id_at(Lane::ledger, 3))));
    EXPECT_TRUE(
        has(day_json(report), R"("odd_one":")" + to_string(till.id_at(Lane::ledger, 3)) + '"'));
}

TEST_F(DayTest, NamesSeveralByTheirNumbers) {
    work();
    close(closing());
    send();
    for (const std::uint64_t seq : {1, 2, 5}) {
        remove(seq);
        remove_name(seq);
    }
    const auto report = check();
    ASSERT_EQ(report.missing.size(), 2U);
    EXPECT_EQ(report.missing[0].span, (SeqSpan{Seq(1), Seq(2)}));
    EXPECT_EQ(report.missing[1].span, (SeqSpan{Seq(5), Seq(5)}));
    EXPECT_EQ(of(report, "purchase.completed").odd_one(), std::nullopt);
    EXPECT_TRUE(has(day_text(report), "3 missing")) << day_text(report);
}

TEST_F(DayTest, NamesWhatHasNotComeYet) {
    work();
    close(closing());
    send(1, 2);
    send(5, head());
    const auto report = check();
    EXPECT_EQ(report.verdict, DayVerdict::different);
    ASSERT_EQ(report.missing.size(), 1U);
    EXPECT_EQ(report.missing[0].span, (SeqSpan{Seq(3), Seq(4)}));
    EXPECT_EQ(report.missing[0].why, "not_here");
    send(3, 4);
    EXPECT_EQ(check().verdict, DayVerdict::equal);
}

TEST_F(DayTest, NamesAGapWithItsReason) {
    work();
    close(closing());
    hub.committed(till, till.batch_with_gap(Lane::ledger, {Seq(1), Seq(head())}, {Seq(2), Seq(2)},
                                            "quarantined"));
    const auto report = check();
    EXPECT_EQ(report.verdict, DayVerdict::different);
    ASSERT_EQ(report.missing.size(), 1U);
    EXPECT_EQ(report.missing[0].why, "quarantined");
    EXPECT_EQ(report.missing[0].id, till.id_at(Lane::ledger, 2));
}

TEST_F(DayTest, AMissingNumberThatDoesNotCountMakesNoDifference) {
    work();
    close(closing());
    send();
    remove(4);
    const auto report = check();
    EXPECT_EQ(report.missing.size(), 1U);
    EXPECT_EQ(report.verdict, DayVerdict::equal);
}

TEST_F(DayTest, SeesBytesThatChangedUnderTheirId) {
    work();
    close(closing());
    send();
    auto change = hub.database().db().prepare(
        "UPDATE event SET bytes = CAST(replace(CAST(bytes AS TEXT), '\"data\":{}',"
        " '\"data\":{\"x\":1}') AS BLOB) WHERE id = ?1");
    ASSERT_TRUE(change.bind(Blob{till.id_at(Lane::ledger, 3).view()}).run());
    const auto report = check();
    EXPECT_EQ(report.verdict, DayVerdict::different);
    EXPECT_TRUE(has(day_text(report), "the same, with other bytes")) << day_text(report);
}

TEST_F(DayTest, ALaterClosingReplacesTheEarlier) {
    work();
    close(closing());
    sell(100);
    close(closing(2));
    send();
    const auto report = check();
    EXPECT_EQ(report.closing->number, 2);
    EXPECT_EQ(of(report, "purchase.completed").told.count, 4);
    EXPECT_EQ(report.verdict, DayVerdict::equal);
}

TEST_F(DayTest, SaysThatADayWentOnAfterItsClosing) {
    work();
    close(closing());
    sell(100);
    send();
    const auto report = check();
    EXPECT_EQ(report.verdict, DayVerdict::open);
    ASSERT_EQ(report.uncounted.size(), 1U);
    EXPECT_TRUE(report.uncounted[0].after_closing);
    EXPECT_TRUE(has(day_text(report), "after the closing"));
    EXPECT_TRUE(has(day_text(report), "not closed again yet"));
}

TEST_F(DayTest, NamesWhatTheDeviceNoLongerKnewOf) {
    work();
    send();
    // Its disk was put back to before the last sale, and it goes on in another journal.
    const auto lost = till.id_at(Lane::ledger, head());
    till.events[0].pop_back();
    till.begin_epoch();
    close(closing());
    send();
    const auto report = check();
    EXPECT_EQ(report.verdict, DayVerdict::different);
    EXPECT_TRUE(of(report, "purchase.completed").same());
    ASSERT_EQ(report.uncounted.size(), 1U);
    EXPECT_EQ(report.uncounted[0].id, lost);
    EXPECT_FALSE(report.uncounted[0].after_closing);
    EXPECT_TRUE(has(day_text(report), "not known to the closing")) << day_text(report);
}

TEST_F(DayTest, ANewEpochKeepsTheNumbersAndWhatWasTrimmedIsFoundInTheOld) {
    work();
    send();
    const auto before = till.epoch;
    till.begin_epoch();
    close(closing());
    auto batch =
        till.batch_with_gap(Lane::ledger, {Seq(1), Seq(head())}, {Seq(1), Seq(2)}, "trimmed");
    batch.gaps[0].origin_epoch = before;
    batch.gaps[0].origin_first = Seq(1);
    hub.committed(till, batch);
    const auto report = check();
    EXPECT_EQ(report.verdict, DayVerdict::equal) << day_text(report);
}

TEST_F(DayTest, LooksOnlyAtTheNumbersOfTheDay) {
    sell(1);
    work();
    close(closing(1, 2));
    till.context.clock = ClockQuality::unset;  // of a clock that says nothing
    sell(2);
    send();
    const auto report = check();
    EXPECT_EQ(of(report, "purchase.completed").here.count, 3);
    ASSERT_EQ(report.uncounted.size(), 1U);
    EXPECT_EQ(report.uncounted[0].id, till.id_at(Lane::ledger, 1));
}

TEST_F(DayTest, AHostileClosingIsComparedAndObeyedInNothing) {
    work();
    auto lies = closing();
    lies.totals.push_back({.kind = "a\nequal", .currency = "X\n", .count = 1, .sum = 3});
    lies.numbers = {{Seq(1), Seq(std::numeric_limits<std::int64_t>::max())}};
    close(lies);
    till.append(till.make(EventKinds::business_day_closed, R"({"business_day":"2026-07-01"})"));
    send();
    const auto report = check();
    EXPECT_EQ(report.verdict, DayVerdict::different);
    EXPECT_TRUE(has(day_text(report), "a?equal"));
    EXPECT_TRUE(day_text(report).ends_with("\ndifferent"));
    const auto text = day_json(report);
    EXPECT_TRUE(Json::parse(text)) << text;
}

TEST_F(DayTest, RefusesAnUnknownDeviceAndADayThatIsNone) {
    const auto nobody = check_day(hub.database().db(), {"nobody", today});
    ASSERT_FALSE(nobody);
    EXPECT_EQ(nobody.error().kind(), Errc::not_found);
    EXPECT_FALSE(check_day(hub.database().db(), {till.name, "2026-02-30"}));
}

TEST_F(DayTest, TheCommandSaysItWithItsExitCode) {
    const auto run = [&](std::vector<std::string> more = {}) {
        std::vector<std::string> words{
            AISLE_BINARY_DIR "/aisle-hub",    "day", till.name, today, "--database",
            "sqlite:" + folder.file("hub.db")};
        words.insert(words.end(), more.begin(), more.end());
        return run_program(words);
    };
    work();
    send();
    EXPECT_EQ(run().status, 3);
    close(closing());
    send();
    EXPECT_EQ(run().status, 0) << run().output;
    remove(1);
    const auto different = run();
    EXPECT_EQ(different.status, 1);
    EXPECT_TRUE(has(different.output, "number 1: removed")) << different.output;
    const auto told = run({"--json"}).output;
    EXPECT_TRUE(has(told, R"("verdict":"different")")) << told;
}

}  // namespace
}  // namespace aisle
