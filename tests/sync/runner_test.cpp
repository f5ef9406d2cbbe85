// SPDX-License-Identifier: Apache-2.0
#include "sync/runner.hpp"

#include "tests/sync/runner_bench.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

struct RunnerTest : testing::Test {
    // Up to streaming with nothing to send.
    void stream() {
        bench.connect();
        bench.receive("welcome", encode(bench.welcome()));
    }
    Batch next_batch() {
        const auto payload = bench.sent("journal");
        EXPECT_TRUE(payload);
        const auto batch = decode_batch(payload.value_or(""));
        EXPECT_TRUE(batch) << (batch ? "" : batch.error().what());
        return batch ? *batch : Batch{};
    }
    void acknowledge(const Batch& batch) {
        const auto header = decode_event_header(batch.entries.back().event);
        ASSERT_TRUE(header);
        Ack ack;
        ack.nonce = bench.hello.nonce;
        ack.incarnation = bench.incarnation;
        ack.epoch = batch.epoch;
        ack.lane = batch.lane;
        ack.committed = batch.last;
        ack.id = header->id;
        bench.receive("ack", encode(ack));
    }
    RunnerBench bench;
};

TEST_F(RunnerTest, ConnectsWithAWillAndSubscribesToItsFiveTopics) {
    ASSERT_EQ(bench.link.targets.size(), 1U);
    ASSERT_TRUE(bench.link.targets[0].will);
    EXPECT_EQ(bench.link.targets[0].will->topic, "status");
    EXPECT_NE(bench.link.targets[0].will->payload.find("lost"), std::string::npos);
    bench.link.owner->link_up({});
    ASSERT_EQ(bench.link.filters.size(), 1U);
    EXPECT_EQ(bench.link.filters[0].size(), 5U);
}

TEST_F(RunnerTest, SendsNothingOfTheJournalBeforeTheWelcome) {
    bench.append(Lane::ledger);
    bench.connect();
    EXPECT_FALSE(bench.sent("journal"));
}

TEST_F(RunnerTest, CarriesAnEventUpAndTakesTheAckDown) {
    stream();
    bench.append(Lane::ledger);
    auto batch = next_batch();
    // What central's time taught us goes first.
    ASSERT_EQ(batch.lane, Lane::ledger);
    EXPECT_EQ(batch.first, Seq(1));
    acknowledge(batch);
    while (bench.runner.view().acked[0] < bench.bench.lane(Lane::ledger).head()) {
        batch = next_batch();
        ASSERT_FALSE(batch.entries.empty());
        acknowledge(batch);
    }
    EXPECT_EQ(bench.runner.view().in_flight, 0U);
}

TEST_F(RunnerTest, TellsOfTheCentralClockOnce) {
    bench.connect();
    auto welcome = bench.welcome();
    welcome.wall += std::chrono::hours{1};
    bench.receive("welcome", encode(welcome));
    const auto rows = bench.bench.reader->page(Lane::ledger, Seq{}, 10);
    ASSERT_TRUE(rows);
    ASSERT_EQ(rows->size(), 1U);
    EXPECT_NE((*rows)[0].event.find("device.clock.observed"), std::string::npos);
    EXPECT_NE((*rows)[0].event.find("\"offset_ms\":3600000"), std::string::npos);
}

TEST_F(RunnerTest, AppliesAPageAndAsksForTheNext) {
    stream();
    Page page{"tasks", "fleet", Generation(1), Cursor(0), Cursor(2), true, {}};
    page.entries.push_back({Cursor(1), true, "t-1", "{}"});
    bench.receive("page", encode(page));
    EXPECT_EQ(bench.fold.keys, std::vector<std::string>{"t-1"});
    EXPECT_EQ(bench.fed, std::vector<std::string>{"tasks"});
}

TEST_F(RunnerTest, ReportsAPageThatCannotBeApplied) {
    stream();
    Page page{"tasks", "fleet", Generation(1), Cursor(0), Cursor(1), true, {}};
    page.entries.push_back({Cursor(1), true, "t-1", R"({"bad":1})"});
    bench.receive("page", encode(page));
    const auto report = bench.sent("report");
    ASSERT_TRUE(report);
    EXPECT_NE(report->find("feed.quarantined"), std::string::npos);
    EXPECT_TRUE(bench.fold.keys.empty());
    EXPECT_EQ(bench.bench.metrics.get(Count::feed_pages_refused), 1U);
}

TEST_F(RunnerTest, CountsWhatItCannotUnderstandAndGoesOn) {
    stream();
    for (const auto* topic : {"welcome", "ack", "page"}) {
        bench.receive(topic, "no JSON");
        bench.receive(topic, "{}");
    }
    bench.receive("elsewhere", "{}");
    EXPECT_EQ(bench.bench.metrics.get(Count::wire_messages_refused), 6U);
    EXPECT_EQ(bench.runner.view().state, SessionState::streaming);
}

TEST_F(RunnerTest, BeginsANewEpochWhenCentralHasWhatItNeverWrote) {
    bench.append(Lane::ledger);
    bench.connect();
    auto welcome = bench.welcome();
    const auto before = bench.bench.journal->epoch();
    welcome.epochs[0].ledger = {Seq(7), EventId{{7}}, false};
    bench.receive("welcome", encode(welcome));
    EXPECT_NE(bench.bench.journal->epoch(), before);
    EXPECT_EQ(bench.bench.metrics.get(Count::journal_forks), 1U);
    const auto again = bench.welcome();
    EXPECT_EQ(bench.hello.epochs[0].epoch, bench.bench.journal->epoch());
    bench.receive("welcome", encode(again));
    const auto batch = next_batch();
    EXPECT_EQ(batch.epoch, bench.bench.journal->epoch());
    EXPECT_EQ(batch.first, Seq(1));
}

TEST_F(RunnerTest, DeclaresNumbersThatDamageHasTakenAndMovesOn) {
    for (int i = 0; i < 5; ++i) bench.append(Lane::touch);
    bench.bench.lose_row(Lane::touch, 1);
    stream();
    bool reached = false;
    for (int i = 0; i < 10 && !reached; ++i) {
        const auto payload = bench.sent("journal");
        ASSERT_TRUE(payload);
        const auto batch = decode_batch(*payload);
        ASSERT_TRUE(batch);
        reached = batch->lane == Lane::touch && batch->last == Seq(5);
        if (reached) {
            ASSERT_EQ(batch->gaps.size(), 1U);
            EXPECT_EQ(batch->gaps[0].reason, "missing");
        }
    }
    EXPECT_TRUE(reached);
    EXPECT_EQ(bench.bench.lines.count("journal.numbers_missing"), 1U);
}

TEST_F(RunnerTest, SaysGoodbyeBeforeItLeaves) {
    stream();
    bench.link.sent.clear();
    bench.runner.stop();
    ASSERT_EQ(bench.link.sent.size(), 1U);
    EXPECT_EQ(bench.link.sent[0].topic, "status");
    EXPECT_NE(bench.link.sent[0].payload.find("offline"), std::string::npos);
    EXPECT_EQ(bench.link.closed, 1);
    bench.append(Lane::touch);
    EXPECT_EQ(bench.link.sent.size(), 1U);
}

}  // namespace
}  // namespace aisle
