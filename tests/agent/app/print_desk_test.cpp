// SPDX-License-Identifier: Apache-2.0
#include "agent/app/print_desk.hpp"

#include "agent/base/limits.hpp"
#include "tests/support/fake_printer.hpp"
#include "tests/support/json_of.hpp"
#include "tests/sync/journal_bench.hpp"

#include <gtest/gtest.h>

#include <deque>
#include <optional>

namespace aisle {
namespace {

std::string coupon(const std::string& id, const std::string& title = "夏日优惠",
                   const std::string& more = "") {
    return R"({"id":")" + id + R"(","slip":"coupon","language":"zh",)" + more +
           R"("coupon":{"title":")" + title +
           R"(","token":"AIS1ABC","expires":"2026-08-31T23:59:59+08:00"}})";
}

// A desk whose printers do what the test says, when it says it.
struct PrintDeskTest : testing::Test {
    PrintDeskTest() {
        config.identity = {"demo", "s0042-pos1", "s0042"};
        config.store.utc_offset = std::chrono::hours{8};
        config.printers.resize(2);
        config.printers[0].name = "front";
        config.printers[1].name = "euro";
        config.printers[1].charset = "CP858";
    }
    void start() {
        desk.reset();
        store.emplace(StoreParts{*bench.write, *bench.committer,
                                 [this](Function<void()> task) {
                                     if (!holds_posts) return task();
                                     posts.push_back(std::move(task));
                                 },
                                 false});
        book.emplace(*bench.write);
        list.emplace(*bench.read);
        PrinterDoor door;
        door.print = [this](std::size_t printer, std::string slip, PrintDone done) {
            state_when_sent = states();
            sent.push_back(std::move(slip));
            sent_to = printer;
            answer_of_printer = std::move(done);
        };
        door.expect = [this](std::size_t printer, bool waits) {
            if (printer == 0) expected = waits;
        };
        desk.emplace(config, std::move(door),
                     PrintDeskParts{*store, *book, *list,
                                    [this](Txn&, std::size_t) -> Result<void> {
                                        if (room) return {};
                                        return Error(Errc::full, "no room").coded("disk_full");
                                    },
                                    [] { return std::string("s0042"); }, bench.clock, bench.metrics,
                                    bench.lines.log()});
        printing = desk->printing();
        desk->start();
    }
    // As after a kill: whatever was under way is forgotten.
    void restart() {
        desk.reset();
        list.reset();
        book.reset();
        store.reset();
        bench.reopen();
        answer_of_printer = {};
        start();
    }
    void be(PrinterCondition condition, std::size_t printer = 0) {
        desk->printer_changed(printer, {config.printers[printer].name, condition});
    }
    void answer(PrintResult result, PrinterCondition condition = PrinterCondition::ok) {
        ASSERT_TRUE(answer_of_printer) << "nothing was sent";
        auto done = std::exchange(answer_of_printer, {});
        done({result, condition, "told by the test"});
    }
    Result<PrintAnswer> print(const std::string& body) {
        std::optional<Result<PrintAnswer>> told;
        printing.print(body, [&](Result<PrintAnswer> one) { told = std::move(one); });
        return told ? *told : Result<PrintAnswer>(Error(Errc::timeout, "no answer"));
    }
    Result<PrintAnswer> again(const std::string& number, const std::string& body) {
        std::optional<Result<PrintAnswer>> told;
        printing.copy(number, body, [&](Result<PrintAnswer> one) { told = std::move(one); });
        return told ? *told : Result<PrintAnswer>(Error(Errc::timeout, "no answer"));
    }
    std::string listed() {
        std::string text;
        printing.list([&](Result<std::string> told) { text = *told; });
        return text;
    }
    std::string states() {
        std::string text;
        for (const auto& job : *list->all()) {
            text += (text.empty() ? "" : " ") + std::string(to_string(job.state));
        }
        return text;
    }
    static std::string code(const Result<PrintAnswer>& outcome) {
        return outcome ? "fine" : std::string(outcome.error().code());
    }

    JournalBench bench;
    Config config;
    std::optional<Store> store;
    std::optional<PrintBook> book;
    std::optional<PrintList> list;
    std::optional<PrintDesk> desk;
    Printing printing;
    PrintDone answer_of_printer;
    std::vector<std::string> sent;
    std::size_t sent_to = 99;
    std::string state_when_sent;
    bool expected = false;
    bool room = true;
    // As it is where the store has a thread: what it answers comes when the test says so.
    bool holds_posts = false;
    std::deque<Function<void()>> posts;
    void let_one_come() {
        ASSERT_FALSE(posts.empty());
        auto task = std::move(posts.front());
        posts.pop_front();
        task();
    }
};

TEST_F(PrintDeskTest, PrintsWhatIsAskedForAndNotesIt) {
    start();
    be(PrinterCondition::ok);
    const auto asked = print(coupon("k-1"));
    ASSERT_TRUE(asked) << asked.error().what();
    EXPECT_FALSE(asked->repeated);
    EXPECT_NE(asked->json.find(R"("number":1,)"), std::string::npos) << asked->json;
    ASSERT_EQ(sent.size(), 1u);
    EXPECT_EQ(sent_to, 0u);
    EXPECT_EQ(state_when_sent, "going") << "written down before a byte goes";
    answer(PrintResult::printed);
    EXPECT_EQ(states(), "printed");
    EXPECT_EQ(bench.metrics.get(Count::slips_printed), 1u);
    EXPECT_FALSE(expected);
}

TEST_F(PrintDeskTest, ARepeatIsTheSameSlipAndPrintedOnce) {
    start();
    be(PrinterCondition::ok);
    ASSERT_TRUE(print(coupon("k-1")));
    answer(PrintResult::printed);
    const auto repeat = print(coupon("k-1"));
    ASSERT_TRUE(repeat);
    EXPECT_TRUE(repeat->repeated);
    EXPECT_EQ(sent.size(), 1u);
    EXPECT_EQ(code(print(coupon("k-1", "other"))), "id_conflict");
}

TEST_F(PrintDeskTest, WaitsForAPrinterThatCannotPrintAndGoesOnWhenItCan) {
    start();
    ASSERT_TRUE(print(coupon("k-1")));
    be(PrinterCondition::cover_open);
    ASSERT_TRUE(print(coupon("k-2")));
    EXPECT_EQ(sent.size(), 0u);
    EXPECT_TRUE(expected);
    EXPECT_NE(listed().find("请把上盖合上"), std::string::npos) << listed();
    be(PrinterCondition::paper_low);
    ASSERT_EQ(sent.size(), 1u);
    answer(PrintResult::printed, PrinterCondition::paper_low);
    ASSERT_EQ(sent.size(), 2u);
    answer(PrintResult::printed);
    EXPECT_EQ(states(), "printed printed");
}

TEST_F(PrintDeskTest, WhatWasNotSentIsTriedAgain) {
    start();
    be(PrinterCondition::ok);
    ASSERT_TRUE(print(coupon("k-1")));
    answer(PrintResult::nothing_sent, PrinterCondition::paper_out);
    EXPECT_EQ(states(), "waiting");
    EXPECT_EQ(sent.size(), 1u) << "not before there is paper";
    EXPECT_TRUE(expected);
    be(PrinterCondition::ok);
    EXPECT_EQ(sent.size(), 2u);
    answer(PrintResult::printed);
    EXPECT_EQ(states(), "printed");
}

TEST_F(PrintDeskTest, WhatIsInDoubtIsPrintedAgainOnlyByAPersonAndMarked) {
    start();
    be(PrinterCondition::ok);
    ASSERT_TRUE(print(coupon("k-1")));
    EXPECT_EQ(code(again("1", R"({"id":"early"})")), "print_job_unfinished");
    answer(PrintResult::doubtful, PrinterCondition::paper_out);
    EXPECT_EQ(states(), "doubtful");
    EXPECT_EQ(bench.metrics.get(Count::slips_failed), 1u);
    be(PrinterCondition::ok);
    EXPECT_EQ(sent.size(), 1u);
    const auto copy = again("1", R"({"id":"again-1"})");
    ASSERT_TRUE(copy) << copy.error().what();
    EXPECT_NE(copy->json.find(R"("copy":1,"copy_of":1)"), std::string::npos) << copy->json;
    ASSERT_EQ(sent.size(), 2u);
    const std::string mark = "\xb8\xb1\xb1\xbe 1";  // "副本 1" in GB18030
    EXPECT_EQ(sent[0].find(mark), std::string::npos);
    EXPECT_NE(sent[1].find(mark), std::string::npos);
    EXPECT_TRUE(again("1", R"({"id":"again-1"})")->repeated);
    answer(PrintResult::printed);
    EXPECT_EQ(sent.size(), 2u);
}

TEST_F(PrintDeskTest, WhatWasGoingWhenTheProgramEndedIsNotPrintedAgainByItself) {
    start();
    be(PrinterCondition::ok);
    ASSERT_TRUE(print(coupon("k-1")));
    ASSERT_TRUE(print(coupon("k-2")));
    ASSERT_EQ(sent.size(), 1u);
    restart();
    EXPECT_EQ(states(), "waiting doubtful");
    EXPECT_EQ(bench.lines.count("print.doubtful"), 1u);
    EXPECT_EQ(bench.metrics.get(Count::slips_failed), 1u);
    be(PrinterCondition::ok);
    ASSERT_EQ(sent.size(), 2u);
    EXPECT_EQ(states(), "going doubtful") << "the one that had not begun goes";
    answer(PrintResult::printed);
    EXPECT_TRUE(print(coupon("k-1"))->repeated);
    EXPECT_EQ(sent.size(), 2u);
}

TEST_F(PrintDeskTest, WhenItStopsWhatHasNotBegunWaitsForTheNextStart) {
    start();
    be(PrinterCondition::ok);
    ASSERT_TRUE(print(coupon("k-1")));
    ASSERT_TRUE(print(coupon("k-2")));
    desk->stop();
    answer(PrintResult::printed);
    EXPECT_EQ(states(), "waiting printed");
    EXPECT_EQ(sent.size(), 1u);
    restart();
    be(PrinterCondition::ok);
    EXPECT_EQ(sent.size(), 2u);
}

TEST_F(PrintDeskTest, WhatWasTakenAsItStoppedGoesBackBeforeItIsQuiet) {
    start();
    be(PrinterCondition::ok);
    holds_posts = true;
    printing.print(coupon("k-1"), [](const Result<PrintAnswer>&) {});
    let_one_come();  // it is written down, and taken
    EXPECT_EQ(states(), "going");
    desk->stop();
    bool quiet = false;
    desk->when_quiet([&] { quiet = true; });
    EXPECT_FALSE(quiet);
    let_one_come();
    EXPECT_FALSE(quiet) << "it is on its way back";
    let_one_come();
    EXPECT_TRUE(quiet);
    EXPECT_EQ(states(), "waiting");
    EXPECT_TRUE(sent.empty());
    EXPECT_TRUE(posts.empty());
}

TEST_F(PrintDeskTest, WhatCouldNotBeNotedIsNotedLater) {
    start();
    be(PrinterCondition::ok);
    ASSERT_TRUE(print(coupon("k-1")));
    ASSERT_TRUE(
        bench.write->run("CREATE TEMP TRIGGER full BEFORE UPDATE ON print_job"
                         " BEGIN SELECT RAISE(ABORT, 'no room'); END"));
    answer(PrintResult::printed);
    EXPECT_EQ(states(), "going");
    desk->again();
    EXPECT_EQ(states(), "going");
    ASSERT_TRUE(bench.write->run("DROP TRIGGER full"));
    desk->again();
    EXPECT_EQ(states(), "printed");
    ASSERT_TRUE(print(coupon("k-2")));
    EXPECT_EQ(sent.size(), 2u) << "and the printer is free again";
}

TEST_F(PrintDeskTest, SlipsForAPrinterThatIsGoneAreGivenUp) {
    start();
    ASSERT_TRUE(print(coupon("k-1")));
    config.printers.erase(config.printers.begin());
    restart();
    EXPECT_EQ(states(), "given_up");
    EXPECT_EQ(code(again("1", R"({"id":"again"})")), "unknown_printer");
    EXPECT_EQ(states(), "given_up");
}

TEST_F(PrintDeskTest, RefusesWhatCannotBePrintedBeforeItIsWrittenDown) {
    start();
    EXPECT_EQ(code(print("{")), "bad_json");
    EXPECT_EQ(code(print(coupon("k", "x", R"("printer":"back",)"))), "unknown_printer");
    const auto chinese = print(coupon("k", "x", R"("printer":"euro",)"));
    EXPECT_EQ(code(chinese), "language_not_printable");
    EXPECT_EQ(chinese.error().place(), "/language");
    EXPECT_TRUE(print(R"({"id":"t","printer":"euro","slip":"test","language":"en"})"));
    EXPECT_EQ(code(print(coupon("k") + std::string(slip_request_bytes_max, ' '))),
              "body_too_large");
    EXPECT_EQ(code(again("x", R"({"id":"a"})")), "unknown_print_job");
    EXPECT_EQ(code(again("7", R"({"id":"a"})")), "unknown_print_job");
    EXPECT_EQ(code(again("1", R"({})")), "missing");
    EXPECT_EQ(code(again("1", R"({"id":""})")), "empty");
    EXPECT_EQ(code(again("1", R"({"id":"a","x":1})")), "unknown_member");
    room = false;
    EXPECT_EQ(code(print(coupon("k"))), "disk_full");
    EXPECT_EQ(list->all()->size(), 1u);
}

TEST_F(PrintDeskTest, WithoutAPrinterNothingIsPrinted) {
    config.printers.clear();
    start();
    EXPECT_EQ(code(print(coupon("k"))), "unknown_printer");
    EXPECT_EQ(listed(), R"({"jobs":[],"printers":[]})");
}

TEST_F(PrintDeskTest, TheSlipNamesTheStoreAndItsTime) {
    start();
    be(PrinterCondition::ok, 1);
    ASSERT_TRUE(print(R"({"id":"t","printer":"euro","slip":"test","language":"en"})"));
    ASSERT_EQ(sent.size(), 1u);
    EXPECT_NE(sent[0].find("s0042"), std::string::npos);
    EXPECT_NE(sent[0].find("s0042-pos1"), std::string::npos);
    EXPECT_NE(sent[0].find("2026-07-01 16:00"), std::string::npos) << "eight hours ahead";
}

// What would open the drawer is refused in a body; what is not refused does not open it.
TEST_F(PrintDeskTest, NoBodyOpensTheDrawer) {
    start();
    be(PrinterCondition::ok);
    int number = 0;
    for (const std::string text :
         {"\\u001bp0\\u0019\\u00fa", "\\u0010\\u0014\\u0001\\u0030\\u0008", "\\u0007",
          "\\u001d(A\\u0002", "a\\u009bp", "\\ud83d\\ude00\\u200bp", "\\u00a5\\u20ac\\u4e2d"}) {
        const auto asked = print(coupon("k-" + std::to_string(++number), text));
        if (asked) answer(PrintResult::printed);
    }
    EXPECT_GE(sent.size(), 2u);
    for (const auto& slip : sent) EXPECT_EQ(disobedience(slip), "");
}

}  // namespace
}  // namespace aisle
