// SPDX-License-Identifier: Apache-2.0
#include "agent/app/journal_desk.hpp"

#include "agent/base/limits.hpp"
#include "tests/agent/books/counter.hpp"
#include "tests/agent/domain/receipt.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

std::string purchase(const std::string& id, const std::string& grand = "3356") {
    const auto body = changed(good_receipt, "r-1", id);
    return changed(body, R"("grand":3356)", R"("grand":)" + grand);
}

struct JournalDeskTest : testing::Test {
    void add(JournalRecord record) {
        ReadRecord one;
        one.before = mark;
        mark = {"9:ab", record.end};
        one.after = mark;
        one.file = "till.jsonl";
        one.changed = written;
        one.record = std::move(record);
        records.push_back(std::move(one));
    }
    // How many were saved.
    std::size_t take() {
        std::optional<std::size_t> settled;
        desk.take("till", "acme", std::exchange(records, {}),
                  [&](std::size_t saved) { settled = saved; });
        EXPECT_TRUE(settled);
        return settled.value_or(0);
    }
    std::uint64_t position() {
        const auto marks = list.all();
        const auto found = marks->find("till");
        return found == marks->end() ? 0 : found->second.front().mark.position;
    }
    std::size_t count(const std::string& kind) {
        std::size_t found = 0;
        for (const auto& row : counter.rows(Lane::ledger)) {
            if (row.event.find("io.aisle." + kind + ".v1") != std::string::npos) ++found;
        }
        return found;
    }

    Counter counter;
    TailBook book{*counter.bench.write};
    TailList list{*counter.bench.read};
    JournalDesk desk{{counter.desk, book, counter.bench.metrics, counter.bench.lines.log(),
                      [this](const std::string&, const std::string& text) { trouble = text; }}};
    std::vector<ReadRecord> records;
    TailMark mark;
    WallTime written{};  // when the file was
    std::string trouble;
};

TEST_F(JournalDeskTest, APurchaseAndItsMarkAreSavedTogether) {
    add({.end = 10, .line = 1, .body = purchase("a")});
    add({.end = 20, .line = 2, .body = purchase("b")});
    EXPECT_EQ(take(), 2u);
    EXPECT_EQ(count("purchase.completed"), 2u);
    EXPECT_EQ(position(), 20u);
    EXPECT_EQ(counter.bench.metrics.get(Count::tail_records), 2u);
}

TEST_F(JournalDeskTest, ARecordThatCannotBeReadIsToldWithFileAndLineAndTheRestGoesOn) {
    add({.end = 10, .line = 1, .body = {}, .trouble = "a row has other than 4 columns"});
    add({.end = 20, .line = 7, .body = purchase("a", "3357")});
    add({.end = 30, .line = 8, .body = purchase("b")});
    EXPECT_EQ(take(), 3u);
    EXPECT_EQ(count("purchase.completed"), 1u);
    EXPECT_EQ(count("purchase.unparsed"), 2u);
    EXPECT_EQ(position(), 30u);
    const auto rows = counter.rows(Lane::ledger);
    EXPECT_NE(
        rows.front().event.find(R"("reason":"a row has other than 4 columns","template":"acme",)"
                                R"("file":"till.jsonl","line":1,"end":10)"),
        std::string::npos)
        << rows.front().event;
    EXPECT_EQ(counter.bench.lines.count("journal.record_refused"), 2u);
    EXPECT_EQ(counter.bench.metrics.get(Count::tail_refused), 2u);
}

TEST_F(JournalDeskTest, WhatStandsThereTwiceIsOnePurchaseAndTheMarkMoves) {
    add({.end = 10, .line = 1, .body = purchase("a")});
    EXPECT_EQ(take(), 1u);
    add({.end = 20, .line = 2, .body = purchase("a")});
    EXPECT_EQ(take(), 1u);
    EXPECT_EQ(count("purchase.completed"), 1u);
    EXPECT_EQ(position(), 20u);
    // The same number for another sale.
    add({.end = 30, .line = 3, .body = purchase("a", "3356 ")});
    EXPECT_EQ(take(), 1u);
    EXPECT_EQ(count("purchase.unparsed"), 1u);
    EXPECT_EQ(position(), 30u);
}

TEST_F(JournalDeskTest, StopsWhereTheTemplateDoesNotFitAndKeepsTheMark) {
    for (std::uint64_t i = 1; i <= tail_refused_max + 5; ++i) {
        add({.end = i, .line = i, .body = {}, .trouble = "no"});
    }
    EXPECT_EQ(take(), tail_refused_max);
    EXPECT_EQ(position(), tail_refused_max);
    EXPECT_NE(trouble.find("the template does not fit"), std::string::npos) << trouble;
    EXPECT_EQ(count("purchase.unparsed"), tail_refused_max);
}

TEST_F(JournalDeskTest, GoesOnPastManyThatAGoodOneStandsBehind) {
    const auto bad = [this](std::uint64_t from, std::uint64_t to) {
        for (auto i = from; i <= to; ++i) add({.end = i, .line = i, .body = {}, .trouble = "no"});
    };
    const auto many = 2 * tail_refused_max;
    bad(1, many);
    add({.end = many + 1, .line = many + 1, .body = purchase("a")});
    EXPECT_EQ(take(), many + 1);
    EXPECT_EQ(trouble, "");
    EXPECT_EQ(count("purchase.completed"), 1u);

    bad(many + 2, 2 * many);
    // What the desk itself would refuse is no good one.
    add({.end = 2 * many + 1, .line = 1, .body = purchase("b", "1")});
    mark = {"9:ab", many + 1 + take()};
    EXPECT_EQ(position(), many + 1 + tail_refused_max);
    EXPECT_NE(trouble, "");
    const auto mended = [&] {
        bad(position() + 1, 2 * many);
        add({.end = 2 * many + 1, .line = 1, .body = purchase("c")});
    };
    mended();
    EXPECT_EQ(take(), 0u) << "nothing new is looked for in what was not written to";
    written += std::chrono::seconds{1};
    mended();
    EXPECT_EQ(take(), many - tail_refused_max);
    EXPECT_EQ(trouble, "");
    EXPECT_EQ(count("purchase.completed"), 2u);
}

TEST_F(JournalDeskTest, SaysWhereARecordStandsThoughReadingBeganInTheMiddle) {
    add({.end = 4711, .line = 0, .body = {}, .trouble = "no"});
    EXPECT_EQ(take(), 1u);
    EXPECT_EQ(counter.bench.lines.count("before byte 4711"), 1u);
}

TEST_F(JournalDeskTest, SaysThatNothingIsReadBehindARecordUntilSomethingIs) {
    add({.end = 10, .line = 1, .body = {}, .trouble = "no XML", .last = true});
    EXPECT_EQ(take(), 1u);
    EXPECT_EQ(trouble, "till.jsonl is not read behind byte 10: no XML");
    EXPECT_EQ(counter.bench.lines.count("nothing behind it is read"), 1u);
    EXPECT_EQ(counter.bench.lines.count("the rest is read"), 0u);
    EXPECT_EQ(count("purchase.unparsed"), 1u);
    add({.end = 15, .line = 2, .body = {}, .trouble = "no"});
    EXPECT_EQ(take(), 1u);
    EXPECT_NE(trouble, "") << "a refused one is not read";
    add({.end = 20, .line = 2, .body = purchase("a")});
    EXPECT_EQ(take(), 1u);
    EXPECT_EQ(trouble, "");
    // One whose rest is read is none.
    add({.end = 30, .line = 3, .body = {}, .trouble = "no"});
    EXPECT_EQ(take(), 1u);
    EXPECT_EQ(trouble, "");
    EXPECT_EQ(counter.bench.lines.count("the rest is read"), 2u);
}

TEST_F(JournalDeskTest, TellsATroubleOnceAndThatItIsOver) {
    for (const auto* text : {"gone", "gone", "", ""}) desk.changed("till", text);
    EXPECT_EQ(counter.bench.lines.count("journal.unread"), 1u);
    EXPECT_EQ(counter.bench.lines.count("journal.read_again"), 1u);
}

TEST_F(JournalDeskTest, BeginsNothingMoreOnceItIsStopped) {
    add({.end = 10, .line = 1, .body = purchase("a")});
    add({.end = 20, .line = 2, .body = purchase("b")});
    desk.stop();
    desk.take("till", "acme", records, [](std::size_t) { ADD_FAILURE() << "nobody is there"; });
    EXPECT_EQ(position(), 10u);
}

TEST_F(JournalDeskTest, WhatCouldNotBeSavedComesAgain) {
    add({.end = 10, .line = 1, .body = purchase("a")});
    EXPECT_EQ(take(), 1u);
    counter.room = false;
    add({.end = 20, .line = 2, .body = purchase("b")});
    add({.end = 30, .line = 3, .body = {}, .trouble = "x"});
    const auto again = records;
    EXPECT_EQ(take(), 0u);
    EXPECT_EQ(position(), 10u) << "the mark moves with the purchase, or not at all";
    counter.room = true;
    records = again;
    EXPECT_EQ(take(), 2u);
    EXPECT_EQ(position(), 30u);
}

}  // namespace
}  // namespace aisle
