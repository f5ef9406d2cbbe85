// SPDX-License-Identifier: Apache-2.0
// D. Agents that stood still, crawled, or ran out of memory after an outage. The numbers are those
// of tests/README.md (18 stands here too, because it is the same fault seen from outside).
#include "agent/base/limits.hpp"
#include "sync/journal_walk.hpp"
#include "sync/retention.hpp"
#include "tests/complaints/line.hpp"
#include "tests/crash/till.hpp"
#include "tests/sync/session_story.hpp"

#include <filesystem>

namespace aisle {
namespace {

// Broker and central let us in and answer as they should.
void let_in(SessionStory& story) {
    if (story.state() == SessionState::offline) story.connect();
    if (story.state() == SessionState::greeting) story.stream_again();
}

struct Tries {
    std::size_t hellos = 0;
    std::size_t closed = 0;
    std::size_t opened = 0;
};

// Central answers every hello and commits nothing, for so long. What the device tried meanwhile.
Tries be_useless(SessionStory& story, Micros how_long) {
    Tries tries;
    const auto end = story.now + how_long;
    while (story.now < end) {
        tries.hellos += story.count<SayHello>();
        tries.closed += story.count<CloseLink>();
        tries.opened += story.count<OpenLink>();
        let_in(story);
        for (const auto& sent : story.send()) story.puback(sent);
        story.wait();
    }
    return tries;
}

// 18: it is connected and greeted, and the state says all the same that nothing is delivered.
TEST(Complaints, AnAgentThatDeliversNothingDoesNotLookHealthy) {
    SessionStory story;
    story.append(Lane::ledger, 100);
    story.stream();
    story.send();
    EXPECT_EQ(story.session.view().last_trouble, "");
    for (int looks = 0; looks < 100; ++looks) {
        be_useless(story, Seconds{60});
        let_in(story);
        EXPECT_EQ(story.state(), SessionState::streaming);
        EXPECT_NE(story.session.view().last_trouble, "") << "look " << looks;
    }
    story.send();
    story.ack(Lane::ledger, Seq(10));
    EXPECT_EQ(story.session.view().last_trouble, "") << "and is well once something moves";
}

// 26: asks again, then leaves the connection, and comes again, for as long as it takes.
TEST(Complaints, AConnectionOverWhichNothingMovesIsNotKeptForEver) {
    SessionStory story;
    story.append(Lane::ledger, 100);
    story.stream();
    const auto first_hour = be_useless(story, std::chrono::hours{1});
    EXPECT_GE(first_hour.hellos, 5U);
    EXPECT_GE(first_hour.closed, 1U);
    EXPECT_GE(first_hour.opened, 1U);
    EXPECT_GE(be_useless(story, std::chrono::hours{24}).closed, 24U) << "it has not given up";
    let_in(story);
    for (std::uint64_t committed = 10; committed <= 100; committed += 10) {
        story.send();
        story.ack(Lane::ledger, Seq(committed));
    }
    EXPECT_EQ(story.session.view().acked[0], Seq(100)) << "no restart was needed";
}

// 27
TEST(Complaints, ABrokersReceiveMaximumAndPacketSizeAreNotIgnored) {
    for (const auto receive_maximum : {std::uint16_t{1}, std::uint16_t{2}, std::uint16_t{5}}) {
        RunnerBench shop;
        capture(shop, Lane::touch, 600);
        shop.start();
        shop.runner.link_up({.packet_bytes_max = 8000, .receive_maximum = receive_maximum});
        shop.runner.link_subscribed({true, ""});
        shop.settle();
        shop.welcome();
        std::size_t batches = 0;
        for (auto sent = shop.take("up/journal"); !sent.empty(); sent = shop.take("up/journal")) {
            EXPECT_LE(sent.size(), receive_maximum);
            batches += sent.size();
            for (const auto& payload : sent) {
                EXPECT_LT(payload.size(), 8000U);
                shop.commit(payload);
            }
        }
        EXPECT_GT(batches, 30U);
        EXPECT_EQ(scans_received(shop).size(), 600U);
    }
}

// 28: at capture.
TEST(Complaints, AnEventThatNoBrokerTakesIsNotSaved) {
    JournalBench bench;
    EventContext context;
    context.tenant = "demo";
    context.device = "s0042-pos1";
    const std::string data = R"({"note":")" + std::string(event_bytes_max, 'x') + "\"}";
    const auto event =
        encode_event(make_draft(EventKinds::purchase_completed, data), context, bench.dice);
    ASSERT_FALSE(event);
    EXPECT_EQ(event.error().code(), "event_too_large");
}

// 28: and if one breaks the connection all the same, again and again.
TEST(Complaints, AMessageThatBreaksTheConnectionDoesNotLoopForEver) {
    RunnerBench shop;
    auto sales = capture(shop, Lane::ledger, 30);
    const auto poison = sales.at(17);
    sales.erase(sales.begin() + 17);
    shop.start();
    std::uint64_t sent = 0;
    while (shop.runner.view().acked[0] < Seq(31)) {
        ASSERT_LT(shop.link.opened.size(), 20U) << "it goes round in a circle";
        meet_central(shop);
        for (auto batches = shop.take("up/journal"); !batches.empty();
             batches = shop.take("up/journal")) {
            const auto bad = std::find_if(batches.begin(), batches.end(), [&](const auto& batch) {
                return batch.find(poison) != std::string::npos;
            });
            for (auto batch = batches.begin(); batch != bad; ++batch) shop.commit(*batch);
            for (const auto& batch : batches) sent += batch.size();
            if (bad == batches.end()) continue;
            lose_line(shop);
            break;
        }
    }
    EXPECT_EQ(sales_received(shop), sales);
    EXPECT_EQ(*shop.bench.reader->quarantined(), 1U) << "it is kept, and counted";
    EXPECT_LT(sent, 256 * KiB);
}

// 29: neither one by one nor one batch a round trip.
TEST(Complaints, ABacklogOfMonthsIsNotSentOneByOne) {
    RunnerBench shop;
    shop.bench.append(Lane::touch, 3000);
    shop.start();
    meet_central(shop);
    std::size_t batches = 0;
    std::size_t rounds = 0;
    for (auto sent = shop.take("up/journal"); !sent.empty(); sent = shop.take("up/journal")) {
        ++rounds;
        batches += sent.size();
        for (const auto& payload : sent) shop.commit(payload);
    }
    EXPECT_EQ(scans_received(shop).size(), 3000U);
    EXPECT_LE(batches, 3000U / 64);
    EXPECT_LE(rounds, batches / 4 + 2);
}

// 30: how much is read at a start, in reads of the disk.
std::size_t reads_at_start(const DiskImage& image, std::size_t reads_max) {
    for (std::size_t reads = 8; reads <= reads_max; reads *= 2) {
        CrashDisk disk(image);
        Till till(disk);
        disk.plant({.call = DiskCall::read, .nth = reads});
        const auto opened = till.open();
        if (opened && !disk.tripped()) return reads;
    }
    return reads_max * 2;
}

DiskImage backlog_of(int hundreds) {
    CrashDisk disk;
    Till till(disk);
    Story story;
    EXPECT_TRUE(till.open());
    till.tell(story);
    for (int i = 0; i < hundreds; ++i) till.capture(Lane::touch, 100);
    till.checkpoint(true);
    till.close();
    return disk.image();
}

TEST(Complaints, AStartDoesNotReadTheBacklog) {
    const auto short_one = backlog_of(2);
    const auto long_one = backlog_of(50);
    const auto pages = long_one.at("state/journal-1.db").size() / page_bytes;
    ASSERT_GT(pages, 1500U);
    const auto few = reads_at_start(short_one, 1024);
    EXPECT_LE(few, 256U);
    EXPECT_LE(reads_at_start(long_one, 1024), few * 2) << "of " << pages << " pages";
    // The meter would show it: a walk through all of it takes a read a page.
    CrashDisk disk(long_one);
    Till till(disk);
    ASSERT_TRUE(till.open());
    disk.plant({.call = DiskCall::read, .nth = pages / 2});
    auto db =
        Database::open({.path = till.path(), .read_only = true, .vfs = till.vfs().name().c_str()});
    ASSERT_TRUE(db);
    JournalWalk walk(*db);
    auto more = walk.step(1000);
    while (more && *more) more = walk.step(1000);
    EXPECT_TRUE(disk.tripped());
}

// 30
TEST(Complaints, MemoryDoesNotGrowWithTheBacklog) {
    const auto held_at_once = [](int events) {
        RunnerBench shop;
        EXPECT_TRUE(shop.bench.commit([&](Txn& txn) -> Result<void> {
            for (int i = 0; i < events; ++i) {
                TRY(shop.bench.journal->append(txn, shop.bench.make(Lane::touch)));
            }
            return {};
        }));
        shop.start();
        meet_central(shop);
        std::size_t bytes = 0;
        for (const auto& message : shop.link.published) bytes += message.payload.size();
        EXPECT_LE(shop.link.published.size(), window_batches_default + 4);
        return bytes;
    };
    const auto bytes = held_at_once(1500);
    EXPECT_LE(bytes, (window_batches_default + 1) * message_bytes_max_default);
    EXPECT_LE(held_at_once(15'000), bytes + 4 * KiB);
}

// 31: ten days without a network from the first start on, and not restarted when it comes.
TEST(Complaints, ABootWithoutNetworkDoesNotEndInNeverSending) {
    RunnerBench shop;
    shop.start();
    const auto end = shop.bench.clock.mono() + std::chrono::hours{240};
    std::vector<std::string> sales;
    while (shop.bench.clock.mono() < end) {
        if (shop.runner.view().state == SessionState::connecting) {
            lose_line(shop, LinkLoss::unreachable);
        }
        sales.push_back(capture(shop, Lane::ledger));
        EXPECT_LE(shop.woken - shop.bench.clock.mono(), Micros{backoff_cap_default} + Seconds{1});
        shop.pass(Seconds{1200});
    }
    EXPECT_GT(shop.link.opened.size(), 300U) << "it has tried all the time";
    if (shop.runner.view().state == SessionState::connecting) lose_line(shop);
    meet_central(shop);
    shop.commit_all();
    EXPECT_EQ(sales_received(shop), sales);
}

// 32: the room is measured at the file, not remembered.
TEST(Complaints, RoomThatDeliveryHasMadeIsNotForgottenAtARestart) {
    JournalBench bench;
    std::unique_ptr<Retention> retention;
    const auto restart = [&] {
        bench.reopen();
        retention =
            std::make_unique<Retention>(*bench.journal, RetentionOptions{.budget_bytes = MiB},
                                        bench.lines.log(), bench.metrics);
    };
    const auto sell = [&] {
        const auto event = bench.make(Lane::ledger);
        return bench.commit([&](Txn& txn) -> Result<void> {
            TRY(retention->admit(txn, Lane::ledger, event.bytes.size()));
            TRY(bench.journal->append(txn, event));
            return {};
        });
    };
    restart();
    std::uint64_t sold = 0;
    while (sold < 10'000 && sell()) ++sold;
    ASSERT_LT(sold, 10'000U);
    restart();
    // The log was copied back, which leaves room for some more.
    const auto full = sold;
    while (sell()) ++sold;
    EXPECT_LT(sold, full + full / 10) << "full is full after a restart";
    ASSERT_TRUE(bench.acknowledge(Lane::ledger, sold));
    bench.trim(Lane::ledger, sold, 10'000);
    restart();
    for (std::uint64_t again = 0; again < sold / 2; ++again) ASSERT_TRUE(sell()) << again;
}

// 33: a shop that writes and a line that reads, for a long day.
TEST(Complaints, ADrainDoesNotHoldTheLogUntilItGrowsWithoutEnd) {
    JournalBench bench;
    bench.write->bound_log(100);
    std::uintmax_t longest = 0;
    std::uint64_t read = 0;
    for (int turn = 0; turn < 3000; ++turn) {
        bench.append(Lane::touch, 1);
        if (turn % 3 == 0) {
            const auto next = bench.next_batch(Lane::touch, read, {1, 60'000});
            if (next.batch) read = next.batch->last.value();
        }
        longest = std::max(longest, std::filesystem::file_size(bench.path + "-wal"));
    }
    EXPECT_EQ(read, 1000U);
    // A little more than the bound: a commit is not stopped in its middle.
    EXPECT_LE(longest, 140U * (page_bytes + 24U) + 32U);
    EXPECT_TRUE(bench.write->checkpoint(true)) << "no read is left open";
}

}  // namespace
}  // namespace aisle
