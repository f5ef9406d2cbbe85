// SPDX-License-Identifier: Apache-2.0
// Taps, printers and tills' journal files: judged from facts alone, and the facts from a counter of
// files and processes.
#include "tests/doctor/judged.hpp"
#include "tests/support/child_process.hpp"
#include "tests/support/loopback.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tools/doctor/counter_check.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>

namespace aisle {
namespace {

using namespace std::string_literals;

const std::string examples = AISLE_SOURCE_DIR "/config/examples/";

PeripheralWord word(const std::string& state, const std::string& trouble = "") {
    return {"till-1", state, trouble};
}

CounterFacts seen(const std::string& where) {
    return {.name = "till-1", .where = where};
}

TEST(Counter, ATapThatTheDaemonKnows) {
    TapFacts facts{seen("/run/aisle/till-1.sock"), {}, {}};
    facts.seen.asked = true;
    AISLE_EXPECT(warn, judge_tap(facts));
    EXPECT_TRUE(says(judge_tap(facts), "aisled does not know it"));
    facts.seen.word = word("open");
    AISLE_EXPECT(ok, judge_tap(facts));
    facts.seen.word = word("waiting");
    AISLE_EXPECT(warn, judge_tap(facts));
    facts.seen.word = word("lost", "no aisle-tap copies to /run/aisle/till-1.sock");
    AISLE_EXPECT(fail, judge_tap(facts));
    EXPECT_TRUE(says(judge_tap(facts), "aisled says: no aisle-tap copies to"));
    EXPECT_TRUE(says(judge_tap(facts), "systemctl start aisle-tap@"));
    facts.astray = {{"aisle-tap (812)", "/run/aisle/till1.sock"}, {"aisle-tap (813)", ""}};
    EXPECT_TRUE(says(judge_tap(facts), "aisle-tap (812) copies to /run/aisle/till1.sock"));
    EXPECT_TRUE(says(judge_tap(facts), "aisle-tap (813) copies to nowhere"));
    facts.copying = {"aisle-tap (814)"};
    EXPECT_TRUE(says(judge_tap(facts), "aisle-tap (814) is told to copy there"));
    facts.seen.trouble = "absent";
    EXPECT_TRUE(says(judge_tap(facts), "correct listen of [[tap]]"));
}

TEST(Counter, ATapWithoutADaemon) {
    TapFacts facts{seen("/run/aisle/till-1.sock"), {}, {}};
    facts.astray = {{"aisle-tap (812)", "/run/aisle/till1.sock"}};
    AISLE_EXPECT(warn, judge_tap(facts));
    EXPECT_TRUE(says(judge_tap(facts), "no aisle-tap is seen that copies to /run/aisle/till-1"));
    EXPECT_TRUE(says(judge_tap(facts), "aisle-tap (812) copies to /run/aisle/till1.sock"));
    facts.copying = {"aisle-tap (814)"};
    EXPECT_EQ(judge_tap(facts).health, Health::skip);
}

TEST(Counter, ATapWhoseTemplateCannotBeUsed) {
    TapFacts facts{seen("/run/aisle/till-1.sock"), {}, {}};
    facts.seen.template_trouble = "nope.json is not there";
    facts.seen.word = word("open");
    AISLE_EXPECT(warn, judge_tap(facts));
    EXPECT_TRUE(says(judge_tap(facts), "nope.json is not there"));
    facts.seen.word = word("lost", "nobody");
    AISLE_EXPECT(fail, judge_tap(facts));
}

TEST(Counter, Printers) {
    auto facts = seen("192.0.2.40:9100");
    AISLE_EXPECT(ok, judge_printer(facts));
    facts.trouble = "Connection refused";
    AISLE_EXPECT(fail, judge_printer(facts));
    facts.asked = true;
    AISLE_EXPECT(warn, judge_printer(facts));
    facts.word = word("ok");
    AISLE_EXPECT(ok, judge_printer(facts));
    facts.word = word("paper_low");
    AISLE_EXPECT(warn, judge_printer(facts));
    facts.word = word("waiting");
    EXPECT_EQ(judge_printer(facts).health, Health::skip);
    facts.word = word("cover_open", "The printer's cover is open.");
    AISLE_EXPECT(fail, judge_printer(facts));
    EXPECT_TRUE(says(judge_printer(facts), "aisled says: The printer's cover is open."));
}

TEST(Counter, JournalFiles) {
    auto facts = seen("/mnt/till/till.csv");
    AISLE_EXPECT(ok, judge_till_files(facts));
    facts.template_trouble = "no such column";
    AISLE_EXPECT(fail, judge_till_files(facts));
    facts.trouble = "Permission denied";
    EXPECT_TRUE(says(judge_till_files(facts), "/mnt/till/till.csv: Permission denied"));
    facts.asked = true;
    AISLE_EXPECT(warn, judge_till_files(facts));
    facts.word = word("open");
    AISLE_EXPECT(ok, judge_till_files(facts));
    facts.word = word("waiting");
    EXPECT_EQ(judge_till_files(facts).health, Health::skip);
    facts.word = word("lost", "the drive is gone");
    AISLE_EXPECT(fail, judge_till_files(facts));
    EXPECT_TRUE(says(judge_till_files(facts), "aisled says: the drive is gone"));
}

TEST(Counter, FindsWhatATapWasToldAmongItsWords) {
    EXPECT_EQ(copy_among("aisle-tap\0--from\0tcp:1\0--copy\0/a b\0"s), "/a b");
    EXPECT_EQ(copy_among("aisle-tap\0--copy=/a\0--to\0x\0"s), "/a");
    EXPECT_EQ(copy_among("aisle-tap\0--copy\0"s), "");
    EXPECT_EQ(copy_among("aisle-tap\0--copy\0\0--to\0x\0"s), "");
    EXPECT_EQ(copy_among("aisle-tap\0--copying\0/a\0"s), "");
    EXPECT_EQ(copy_among(""), "");
}

bool is_astray(const TapFacts& facts, const std::string& copy) {
    return std::ranges::any_of(facts.astray,
                               [&](const TapProcess& one) { return one.copy == copy; });
}

// A shell under the name of a tap; it does nothing, and is ended with the test.
TEST(Counter, SeesWhichTapsRunAndWhereTheyCopyTo) {
    const ScratchFolder folder;
    std::filesystem::create_symlink("/bin/sh", folder.file("aisle-tap"));
    TapConfig tap;
    tap.name = "till-1";
    tap.listen = folder.file("till-1.sock");
    Config config;
    config.taps = {tap};
    const auto run = [&](const std::string& copy) {
        return ChildProcess({folder.file("aisle-tap"), "-c", "kill -STOP $$", "--copy", copy},
                            folder.file("said"));
    };
    const auto right = run(tap.listen);
    const auto wrong = run(folder.file("till1.sock"));
    const auto right_one = "aisle-tap (" + std::to_string(right.pid()) + ")";
    TapFacts facts;
    EXPECT_TRUE(soon([&] {
        facts = tap_facts(tap, config, {});
        return !facts.copying.empty() && is_astray(facts, folder.file("till1.sock"));
    }));
    EXPECT_EQ(facts.copying, std::vector<std::string>{right_one});
}

TEST(Counter, LooksAtPrintersAndFilesItself) {
    const ScratchFolder folder;
    PrinterConfig printer;
    printer.name = "till-1";
    printer.address = "127.0.0.1:" + std::to_string(free_port());
    EXPECT_NE(printer_facts(printer, {}).trouble, "");
    const Listener there;
    printer.address = "127.0.0.1:" + std::to_string(there.port());
    EXPECT_EQ(printer_facts(printer, {}).trouble, "");
    printer.kind = PrinterKind::file;
    printer.path = folder.file("lp0");
    EXPECT_NE(printer_facts(printer, {}).trouble, "");
    JournalConfig journal;
    journal.name = "till-1";
    journal.path = folder.file("till.csv");
    journal.template_file = examples + "journals/acme-csv.json";
    EXPECT_NE(till_files_facts(journal, {}).trouble, "");
    folder.write("till.csv", "");
    AISLE_EXPECT(ok, judge_till_files(till_files_facts(journal, {})));
    journal.path = folder.file("");
    AISLE_EXPECT(ok, judge_till_files(till_files_facts(journal, {})));
    journal.template_file = examples + "receipts/eu-till.json";
    EXPECT_NE(till_files_facts(journal, {}).template_trouble, "");
}

}  // namespace
}  // namespace aisle
