// SPDX-License-Identifier: Apache-2.0
#include "agent/books/print_book.hpp"

#include "agent/base/limits.hpp"
#include "tests/sync/journal_bench.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <set>

namespace aisle {
namespace {

using enum PrintJobState;

struct PrintBookTest : testing::Test {
    void SetUp() override { open(); }
    void open() {
        list.reset();
        book.reset();
        bench.reopen();
        book.emplace(*bench.write);
        list.emplace(*bench.read);
    }
    Result<PrintJob> add(const std::string& id, const std::string& body = "{}",
                         const std::string& printer = "front") {
        return made([&](Txn& txn) {
            PrintJob wanted;
            wanted.id = id;
            wanted.printer = printer;
            wanted.request = body;
            wanted.at = bench.clock.wall();
            return book->add(txn, wanted);
        });
    }
    Result<PrintJob> copy(PrintNumber of, const std::string& id) {
        return made([&](Txn& txn) {
            PrintJob wanted;
            wanted.id = id;
            return book->add_copy(txn, of, wanted);
        });
    }
    template <class Make>
    Result<PrintJob> made(Make make) {
        PrintJob job;
        const auto done = bench.commit([&](Txn& txn) -> Result<void> {
            TRY(job, make(txn));
            return {};
        });
        if (!done) return done.error();
        return job;
    }
    std::optional<PrintJob> take(const std::string& printer = "front") {
        std::optional<PrintJob> job;
        EXPECT_TRUE(bench.commit([&](Txn& txn) -> Result<void> {
            TRY(job, book->take(txn, printer));
            return {};
        }));
        return job;
    }
    void settle(PrintNumber number, PrintJobState state, std::string_view why = "") {
        EXPECT_TRUE(bench.commit([&](Txn& txn) { return book->settle(txn, number, state, why); }));
    }
    void print(const std::string& id) {
        ASSERT_TRUE(add(id));
        settle(take()->number, printed);
    }
    // Those that are in doubt since.
    std::vector<PrintNumber> recover(const std::vector<std::string>& printers = {"front"}) {
        std::vector<PrintNumber> told;
        EXPECT_TRUE(bench.commit([&](Txn& txn) -> Result<void> {
            TRY(told, book->recover(txn, printers));
            return {};
        }));
        return told;
    }
    PrintJob row(PrintNumber number) {
        const auto all = list->all();
        for (const auto& job : *all) {
            if (job.number == number) return job;
        }
        ADD_FAILURE() << "no slip " << number.value();
        return {};
    }
    static std::string code(const Result<PrintJob>& outcome) {
        return outcome ? "fine" : std::string(outcome.error().code());
    }

    JournalBench bench;
    std::optional<PrintBook> book;
    std::optional<PrintList> list;
};

TEST_F(PrintBookTest, HandsOutSlipsInTheirOrderAndOncePerPrinter) {
    ASSERT_TRUE(add("a"));
    ASSERT_TRUE(add("b"));
    ASSERT_TRUE(add("c", "{}", "back"));
    EXPECT_EQ(take()->id, "a");
    EXPECT_EQ(take()->id, "b");
    EXPECT_FALSE(take());
    EXPECT_EQ(take("back")->id, "c");
    EXPECT_EQ(list->all()->front().id, "c") << "the newest first";
    EXPECT_EQ(row(PrintNumber(1)).state, going);
}

TEST_F(PrintBookTest, TheSameIdIsTheSameSlip) {
    const auto first = add("a", "{1}");
    const auto again = add("a", "{1}");
    ASSERT_TRUE(again);
    EXPECT_TRUE(again->repeated);
    EXPECT_EQ(again->number, first->number);
    EXPECT_EQ(code(add("a", "{2}")), "id_conflict");
    EXPECT_EQ(list->all()->size(), 1u);
    settle(take()->number, printed);
    EXPECT_TRUE(add("a", "{1}")->repeated) << "also when it is printed";
    EXPECT_FALSE(take());
}

TEST_F(PrintBookTest, WhatWasGoingWhenTheProgramEndedIsInDoubtAndNotPrintedAgain) {
    ASSERT_TRUE(add("a"));
    ASSERT_TRUE(add("b"));
    ASSERT_EQ(take()->id, "a");
    open();
    EXPECT_EQ(recover(), (std::vector{PrintNumber(1)}));
    EXPECT_TRUE(recover().empty()) << "told once";
    const auto job = row(PrintNumber(1));
    EXPECT_EQ(job.state, doubtful);
    EXPECT_EQ(job.why, "interrupted");
    EXPECT_EQ(take()->id, "b") << "the next one goes on";
    EXPECT_FALSE(take());
}

TEST_F(PrintBookTest, ACopyIsAPrintingOfItsOwnAndNumbered) {
    print("a");
    const PrintNumber first(1);
    const auto one = copy(first, "again-1");
    ASSERT_TRUE(one);
    EXPECT_EQ(one->copy, 1);
    EXPECT_EQ(one->original, first);
    EXPECT_EQ(one->request, "{}");
    EXPECT_EQ(one->printer, "front");
    EXPECT_EQ(code(copy(first, "again-2")), "print_job_unfinished");
    const auto repeat = copy(first, "again-1");
    EXPECT_TRUE(repeat->repeated);
    EXPECT_EQ(repeat->number, one->number);
    settle(take()->number, doubtful, "paper_out");
    // Of a copy the next is a copy of the first.
    const auto two = copy(one->number, "again-2");
    ASSERT_TRUE(two) << two.error().what();
    EXPECT_EQ(two->copy, 2);
    EXPECT_EQ(two->original, first);
    EXPECT_EQ(code(copy(PrintNumber(99), "x")), "unknown_print_job");
}

TEST_F(PrintBookTest, AnIdIsASlipsOrACopysAndNotBoth) {
    print("a");
    print("b");
    ASSERT_TRUE(copy(PrintNumber(1), "again"));
    EXPECT_EQ(code(copy(PrintNumber(2), "again")), "id_conflict");
    EXPECT_EQ(code(copy(PrintNumber(1), "b")), "id_conflict");
    EXPECT_EQ(code(add("again")), "id_conflict");
}

TEST_F(PrintBookTest, WhatNeverStoodOnPaperHasNoCopy) {
    ASSERT_TRUE(add("a", "{}", "old"));
    recover({"front"});
    EXPECT_EQ(row(PrintNumber(1)).state, given_up);
    EXPECT_EQ(row(PrintNumber(1)).why, "no_printer");
    const auto again = copy(PrintNumber(1), "again");
    ASSERT_TRUE(again);
    EXPECT_EQ(again->copy, 0);
}

TEST_F(PrintBookTest, APrinterHasSoManySlipsWaitingAndNoMore) {
    for (std::size_t i = 0; i < print_jobs_max; ++i) ASSERT_TRUE(add(std::to_string(i)));
    EXPECT_EQ(code(add("one more")), "printer_queue_full");
    EXPECT_TRUE(add("0")->repeated) << "a repeat is no more";
    EXPECT_TRUE(add("elsewhere", "{}", "back"));
    settle(take()->number, printed);
    EXPECT_TRUE(add("one more"));
}

TEST_F(PrintBookTest, KeepsSoManyThatAreDoneAndGivesNoNumberTwice) {
    std::set<PrintNumber> numbers;
    for (std::size_t i = 0; i < print_jobs_kept_max + 20; ++i) {
        const auto job = add(std::to_string(i));
        ASSERT_TRUE(job);
        EXPECT_TRUE(numbers.insert(job->number).second);
        settle(take()->number, printed);
    }
    ASSERT_TRUE(add("waits"));
    const auto all = list->all();
    EXPECT_EQ(all->size(), print_jobs_kept_max + 1);
    EXPECT_EQ(all->back().id, "20") << "the oldest went";
    EXPECT_EQ(code(copy(PrintNumber(1), "x")), "unknown_print_job");
}

TEST_F(PrintBookTest, ACopyIsOneThoughItsOriginalIsForgotten) {
    print("first");
    const auto again = copy(PrintNumber(1), "copy");
    ASSERT_TRUE(again);
    recover({});  // its printer is gone
    EXPECT_EQ(row(again->number).state, given_up);
    for (std::size_t i = 0; i + 1 < print_jobs_kept_max; ++i) print(std::to_string(i));
    ASSERT_TRUE(add("waits"));
    EXPECT_EQ(code(copy(PrintNumber(1), "x")), "unknown_print_job");
    const auto third = copy(again->number, "third");
    ASSERT_TRUE(third) << third.error().what();
    EXPECT_GT(third->copy, 0);
}

TEST_F(PrintBookTest, WhatTheTransactionTakesBackWasNeverGoing) {
    ASSERT_TRUE(add("a"));
    EXPECT_FALSE(bench.commit([&](Txn& txn) -> Result<void> {
        TRY(const auto job, book->take(txn, "front"));
        EXPECT_TRUE(job);
        return Error(Errc::full, "no room");
    }));
    EXPECT_EQ(row(PrintNumber(1)).state, waiting);
    EXPECT_EQ(to_string(given_up), "given_up");
    EXPECT_EQ(to_string(waiting), "waiting");
}

TEST_F(PrintBookTest, WhatWasPrintedIsForgottenAndWhatWaitsIsNot) {
    ASSERT_TRUE(add("a", R"({"title":"for her"})"));
    settle(take()->number, printed);
    ASSERT_TRUE(add("b", R"({"title":"for him"})"));
    ASSERT_TRUE(bench.commit([&](Txn& txn) { return book->forget_said(txn); }));
    // The repeat of what was printed prints nothing, and nothing is left to print again.
    const auto again = add("a", R"({"title":"for her"})");
    ASSERT_TRUE(again);
    EXPECT_TRUE(again->repeated);
    EXPECT_TRUE(again->request.empty());
    EXPECT_EQ(again->state, printed);
    EXPECT_EQ(copy(again->number, "c").error().code(), "unknown_print_job");
    const auto next = take();
    ASSERT_TRUE(next);
    EXPECT_EQ(next->request, R"({"title":"for him"})");
}

}  // namespace
}  // namespace aisle
