// SPDX-License-Identifier: Apache-2.0
// C. Disks that are full, harmed, or filled by the agent itself; what a daemon does about them at
// its start is in damage_test.cpp. The numbers are those of tests/README.md.
#include "sync/retention.hpp"
#include "tests/complaints/line.hpp"
#include "tests/crash/till.hpp"
#include "tests/crash/workload.hpp"

#include <filesystem>

namespace aisle {
namespace {

// What the tables take without a row.
std::uint64_t bytes_of_tables() {
    CrashDisk disk;
    {
        Till till(disk);
        EXPECT_TRUE(till.open());
        till.checkpoint(true);
    }
    return disk.size_of(first_file).value_or(0);
}

// Three quarters of it, less the tables, are for sales: 193 KiB.
std::uint64_t small_budget() {
    return (bytes_of_tables() + 193 * KiB) / 3 * 4;
}

std::uint64_t bytes_on(const CrashDisk& disk) {
    std::uint64_t bytes = 0;
    for (const auto& [name, content] : disk.image()) bytes += content.size();
    return bytes;
}

// Sells until a sale is refused. How many were told to be saved.
std::size_t sell_until_refused(Till& till, const Story& story) {
    const auto before = story.told.size();
    const auto refused = story.refusals.size();
    for (int sale = 0; story.refusals.size() == refused && sale < 5000; ++sale) {
        till.purchase("receipt-" + std::to_string(story.told.size()));
    }
    EXPECT_GT(story.refusals.size(), refused) << "it was never full";
    return story.told.size() - before;
}

// 15: full of its own events, on a volume that has no more than its room.
TEST(Complaints, AFullDiskDoesNotKeepDeliveredEventsFromBeingDeleted) {
    CrashDisk disk;
    Story story;
    const auto budget = small_budget();
    Till till(disk, {.budget_bytes = budget});
    ASSERT_TRUE(till.open());
    till.tell(story);
    // The log has been as long as the tables once, and stays so.
    disk.set_budget(budget / 3 * 4 + bytes_of_tables());
    for (int day = 0; day < 3; ++day) {
        EXPECT_GT(sell_until_refused(till, story), 50U) << "day " << day;
        const auto& lane = till.journal().lane(Lane::ledger);
        till.acknowledge(Lane::ledger, lane.head());
        till.trim(Lane::ledger, lane.head());
        EXPECT_EQ(story.refusals.size(), static_cast<std::size_t>(day) + 1) << story.last_refusal();
        EXPECT_EQ(lane.first, lane.next) << "nothing that is delivered is left";
    }
}

// 15: full to the last byte of what somebody else has written. The room that the journal took
// before is enough to go on in.
TEST(Complaints, ADiskThatOthersHaveFilledDoesNotKeepDeliveredEventsFromBeingDeleted) {
    for (int sales = 1; sales < 40; sales += 3) {
        CrashDisk disk;
        Story story;
        Till till(disk);
        ASSERT_TRUE(till.open());
        till.tell(story);
        till.capture(Lane::ledger, 200);
        till.acknowledge(Lane::ledger, Seq{200});
        till.trim(Lane::ledger, Seq{200});
        till.checkpoint(false);
        for (int sale = 0; sale < sales; ++sale) till.capture(Lane::ledger, 1);
        disk.set_budget(bytes_on(disk));
        const auto& lane = till.journal().lane(Lane::ledger);
        // The first of them may find the log full, and makes room in it for the next.
        for (int tries = 0; tries < 2; ++tries) till.acknowledge(Lane::ledger, lane.head());
        for (int tries = 0; tries < 2; ++tries) till.trim(Lane::ledger, lane.acked);
        EXPECT_EQ(lane.first, lane.next) << sales << " sales: " << story.last_refusal();
        const auto told = story.told.size();
        for (int tries = 0; tries < 2 && story.told.size() == told; ++tries) {
            till.capture(Lane::ledger, 1);
        }
        EXPECT_EQ(story.told.size(), told + 1) << sales << " sales: " << story.last_refusal();
    }
}

// 16
TEST(Complaints, AQueueAtItsCapacityDoesNotKeepTheTillFromStarting) {
    CrashDisk disk;
    Story story;
    const auto budget = small_budget();
    {
        Till till(disk, {.budget_bytes = budget});
        ASSERT_TRUE(till.open());
        till.tell(story);
        sell_until_refused(till, story);
    }
    disk.set_budget(bytes_on(disk));
    Till till(disk, {.budget_bytes = budget / 2});
    const auto opened = till.open();
    ASSERT_TRUE(opened) << opened.error().what();
    EXPECT_EQ(till.journal().lane(Lane::ledger).head(), Seq{story.told.size()});
}

// 22: a map of a file on a full disk ends the process with SIGBUS instead of an error.
TEST(Complaints, TheJournalIsNotWrittenThroughAMapOfItsFile) {
    JournalBench bench;
    for (auto* db : {bench.write.get(), bench.read.get()}) {
        auto statement = db->prepare("PRAGMA mmap_size");
        auto row = statement.bind();
        ASSERT_TRUE(row.one());
        EXPECT_EQ(row.integer(0), 0);
    }
}

// 23: what the file system counts, the log and free pages included.
TEST(Complaints, AnOutageDoesNotFillTheDiskAndTheSpaceComesBack) {
    JournalBench bench;
    Retention retention(*bench.journal, {.budget_bytes = MiB}, bench.lines.log(), bench.metrics);
    const auto bytes = [&] {
        return std::filesystem::file_size(bench.path) +
               std::filesystem::file_size(bench.path + "-wal");
    };
    std::uintmax_t most = 0;
    for (int scan = 0; scan < 6000; ++scan) {
        const auto event = bench.make(Lane::touch);
        ASSERT_TRUE(bench.commit([&](Txn& txn) -> Result<void> {
            TRY(retention.admit(txn, Lane::touch, event.bytes.size()));
            TRY(bench.journal->append(txn, event));
            return {};
        }));
        if (scan % 50 == 0) most = std::max(most, bytes());
    }
    EXPECT_GT(bench.metrics.get(Count::journal_evicted), 0U);
    EXPECT_LE(most, MiB + 64 * KiB);
    ASSERT_TRUE(bench.acknowledge(Lane::touch, 6000));
    bench.trim(Lane::touch, 6000, 10'000);
    ASSERT_TRUE(bench.write->shrink(10'000));
    ASSERT_TRUE(bench.write->checkpoint(true));
    EXPECT_LT(bytes(), most / 4);
}

// 24: the disk is full at every single write in turn, and has room again.
TEST(Complaints, OneFullDiskDoesNotStopAllLaterCaptures) {
    for (std::size_t nth = 1;; ++nth) {
        CrashDisk disk;
        Story story;
        Till till(disk);
        ASSERT_TRUE(till.open());
        till.tell(story);
        disk.plant(
            {.call = DiskCall::write, .nth = nth, .for_ever = true, .answer = DiskAnswer::full});
        till.scan("4006381333931");
        till.purchase("receipt-1");
        const bool tripped = disk.tripped();
        EXPECT_EQ(story.refusals.size() > 0, tripped) << "a full disk is said, at write " << nth;
        disk.heal();
        const auto told = story.told.size();
        till.scan("4006381333948");
        till.purchase("receipt-2");
        EXPECT_EQ(story.told.size(), told + 2) << "write " << nth << ": " << story.last_refusal();
        if (!tripped) return;
    }
}

// 25: central tells the same at every reconnect.
TEST(Complaints, TheSameSettingsAtEachReconnectDoNotTouchTheJournal) {
    RunnerBench shop;
    const auto sales = capture(shop, Lane::ledger, 20);
    shop.start();
    const auto epoch = shop.bench.journal->epoch();
    for (int reconnects = 0; reconnects < 20; ++reconnects) {
        shop.connect();
        auto welcome = shop.make_welcome();
        welcome.store = "0042";
        welcome.feeds.push_back({"tasks", "fleet", Generation(1), Cursor(1)});
        shop.hear("down/welcome", encode(welcome));
        const auto wants = shop.take("up/want");
        EXPECT_EQ(wants.size(), reconnects == 0 ? 1U : 0U) << "what is here is not asked for";
        if (reconnects == 0) {
            shop.hear("down/page", encode(Page{"tasks",
                                               "fleet",
                                               Generation(1),
                                               Cursor(0),
                                               Cursor(1),
                                               true,
                                               {{Cursor(1), true, "t1", "{}"}}}));
        }
        EXPECT_EQ(shop.book.held["fleet"].size(), 1U);
        lose_line(shop);
    }
    EXPECT_EQ(shop.bench.journal->epoch(), epoch);
    EXPECT_EQ(shop.fed.size(), 1U);
    meet_central(shop);
    shop.commit_all();
    EXPECT_EQ(sales_received(shop), sales);
}

}  // namespace
}  // namespace aisle
