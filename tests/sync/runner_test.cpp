// SPDX-License-Identifier: Apache-2.0
#include "sync/runner.hpp"

#include "agent/base/limits.hpp"
#include "agent/base/zstd_frame.hpp"
#include "tests/sync/runner_bench.hpp"

#include <fstream>

namespace aisle {
namespace {

// The first page of the feed of tasks in this scope, and the last.
Page one_decision(const std::string& scope, const std::string& body) {
    return {
        "tasks", scope, Generation(1), Cursor(0), Cursor(1), true, {{Cursor(1), true, "t1", body}}};
}

TEST(Runner, ConnectsWithAWillAndSaysItsBirth) {
    RunnerBench shop;
    shop.start();
    ASSERT_EQ(shop.link.opened.size(), 1U);
    const auto& target = shop.link.opened[0];
    EXPECT_EQ(target.client_id, "s0042-pos0");
    ASSERT_TRUE(target.will);
    EXPECT_EQ(target.will->topic, "up/status");
    EXPECT_TRUE(target.will->retain);
    EXPECT_EQ(decode_status(target.will->payload)->presence, Presence::lost);
    shop.runner.link_up({});
    EXPECT_EQ(shop.link.subscribed.at(0),
              (std::vector<std::string>{"down/welcome", "down/ack", "down/page", "down/answer",
                                        "down/command"}));
    EXPECT_TRUE(shop.link.published.at(0).retain);
    EXPECT_EQ(decode_status(shop.take("up/status").at(0))->presence, Presence::online);
    EXPECT_EQ(shop.bench.metrics.get(Count::sync_connects), 1U);
}

TEST(Runner, AsksABrokerThatHasNeitherForNoWillAndToKeepNothing) {
    RunnerBench shop({}, 1, false);
    shop.start();
    EXPECT_FALSE(shop.link.opened.at(0).will);
    shop.runner.link_up({});
    ASSERT_FALSE(shop.link.published.empty());
    for (const auto& message : shop.link.published) EXPECT_FALSE(message.retain) << message.topic;
}

TEST(Runner, SaysInItsHelloWhatTheJournalHolds) {
    RunnerBench shop;
    shop.bench.append(Lane::ledger, 5);
    ASSERT_TRUE(shop.bench.acknowledge(Lane::ledger, 3));
    shop.start();
    shop.append(Lane::ledger);
    shop.erased = 12;
    shop.connect();
    const auto hello = shop.hello();
    EXPECT_EQ(hello.erase_seq, 12);
    EXPECT_EQ(hello.agent, "aisled/test");
    EXPECT_EQ(hello.boot_id, "boot-1");
    EXPECT_EQ(hello.wall, shop.bench.clock.wall());
    ASSERT_EQ(hello.epochs.size(), 1U);
    EXPECT_EQ(hello.epochs[0].epoch, shop.bench.journal->epoch());
    EXPECT_EQ(hello.epochs[0].ledger.next, Seq(7));
    EXPECT_EQ(hello.epochs[0].ledger.acked, Seq(3));
    EXPECT_EQ(hello.epochs[0].ledger.acked_id, shop.bench.id_at(Lane::ledger, 3));
    EXPECT_EQ(hello.encodings, std::vector<std::string>{"zstd"});
}

TEST(Runner, EveryEventReachesCentralOnceAndInOrder) {
    RunnerBench shop;
    std::vector<std::string> said;
    for (int i = 0; i < 300; ++i) said.push_back(shop.bench.append(Lane::ledger, false).bytes);
    shop.start();
    shop.connect();
    auto welcome = shop.make_welcome();
    welcome.encodings = {"zstd"};
    shop.hear("down/welcome", encode(welcome));
    shop.commit_all();
    ASSERT_EQ(shop.received.size(), 301U) << "and one of the clock";
    shop.received.pop_back();
    EXPECT_EQ(shop.received, said);
    EXPECT_EQ(shop.runner.view().acked[0], Seq(301));
    EXPECT_EQ(shop.bench.metrics.get(Count::journal_acknowledged), 301U);
    EXPECT_GT(shop.bench.metrics.get(Count::sync_batches), 0U);
    shop.pass(ack_save_interval);
    EXPECT_EQ(shop.bench.lane(Lane::ledger).acked, Seq(301));
    shop.append(Lane::touch);
    shop.commit_all();
    EXPECT_EQ(shop.received.size(), 301U);
    EXPECT_GT(shop.progressed, 3);
}

TEST(Runner, NotesWhatTheClockWasWorthOnceABoot) {
    RunnerBench shop;
    shop.start();
    shop.connect();
    auto welcome = shop.make_welcome();
    welcome.wall += Seconds{3600};
    shop.hear("down/welcome", encode(welcome));
    EXPECT_EQ(shop.time.now(), welcome.wall);
    shop.commit_all();
    EXPECT_EQ(shop.kinds_received(), std::vector<std::string>{"device.clock.observed"});
    EXPECT_NE(shop.received[0].find("\"offset_ms\":3600000"), std::string::npos);
    EXPECT_NE(shop.received[0].find("\"bootid\":\"boot-1\""), std::string::npos);
    welcome.epochs[0].ledger = shop.committed[welcome.epochs[0].epoch][0];
    shop.hear("down/welcome", encode(welcome));
    shop.commit_all();
    EXPECT_EQ(shop.received.size(), 1U);
}

TEST(Runner, AForkIsToldToCentralUnderTheNewEpochWithEverythingElse) {
    RunnerBench shop;
    shop.bench.append(Lane::ledger, 5);
    const auto old = shop.bench.journal->epoch();
    shop.committed[old][0] = {Seq(9), random_id<EventId>(shop.bench.dice), false};
    shop.start();
    shop.connect();
    shop.welcome();
    EXPECT_NE(shop.bench.journal->epoch(), old);
    EXPECT_EQ(shop.bench.metrics.get(Count::journal_forks), 1U);
    shop.welcome();
    shop.commit_all();
    EXPECT_EQ(shop.received.size(), 7U);
    const auto kinds = shop.kinds_received();
    EXPECT_EQ(std::count(kinds.begin(), kinds.end(), "device.journal.forked"), 1);
    EXPECT_EQ(shop.bench.lines.count("journal.forked"), 1U);
    EXPECT_EQ(shop.runner.view().state, SessionState::streaming);
}

TEST(Runner, AsksForItsFeedsAndAppliesWhatComes) {
    RunnerBench shop;
    shop.start();
    shop.connect();
    auto welcome = shop.make_welcome();
    welcome.feeds.push_back({"tasks", "store-0042", Generation(1), Cursor(2)});
    welcome.store = "0042";
    shop.hear("down/welcome", encode(welcome));
    EXPECT_EQ(shop.store_told, "0042");
    const auto wants = shop.take("up/want");
    ASSERT_EQ(wants.size(), 1U);
    EXPECT_EQ(decode_want(wants[0])->after,
              (FeedPosition{"tasks", "store-0042", Generation(1), Cursor(0)}));
    Page page{"tasks",
              "store-0042",
              Generation(1),
              Cursor(0),
              Cursor(2),
              true,
              {{Cursor(2), true, "t1", R"({"n":1})"}}};
    shop.hear("down/page", encode(page));
    EXPECT_EQ(shop.book.held["store-0042"]["t1"], R"({"n":1})");
    EXPECT_EQ(shop.fed, std::vector<std::string>{"tasks 1"});
    EXPECT_EQ(shop.bench.metrics.get(Count::feed_entries), 1U);
    page.after = Cursor(5);
    page.head = Cursor(6);
    page.entries[0].cursor = Cursor(6);
    shop.hear("down/page", encode(page));
    EXPECT_EQ(decode_want(shop.take("up/want").at(0))->after.cursor, Cursor(2));
}

TEST(Runner, ListensToTheFleetAndItsGroups) {
    RunnerBench shop;
    shop.start();
    shop.connect();
    auto welcome = shop.make_welcome();
    welcome.groups = {"pilot"};
    welcome.feeds.push_back({"tasks", "group-pilot", Generation(1), Cursor(0)});
    shop.hear("down/welcome", encode(welcome));
    EXPECT_EQ(shop.link.subscribed.back(),
              (std::vector<std::string>{"feed/fleet", "feed/group-pilot"}));
    const Page page = one_decision("group-pilot", "{}");
    shop.hear("feed/group-other", encode(page));
    EXPECT_TRUE(shop.fed.empty());
    shop.hear("feed/group-pilot", encode(page));
    EXPECT_EQ(shop.fed.size(), 1U);
    const auto subscriptions = shop.link.subscribed.size();
    shop.hear("down/welcome", encode(welcome));
    EXPECT_EQ(shop.link.subscribed.size(), subscriptions) << "once a connection";
}

TEST(Runner, ReportsAPageItCannotApply) {
    RunnerBench shop;
    shop.start();
    shop.connect();
    shop.welcome_with({"tasks", "fleet", Generation(1), Cursor(1)});
    const Page page = one_decision("fleet", R"({"bad":true})");
    shop.hear("down/page", encode(page));
    const auto reports = shop.take("up/report");
    ASSERT_EQ(reports.size(), 1U);
    const auto report = decode_report(reports[0]);
    ASSERT_TRUE(report);
    EXPECT_EQ(report->kind, "feed.quarantined");
    EXPECT_NE(report->detail.find("it is bad"), std::string::npos);
    EXPECT_EQ(shop.bench.metrics.get(Count::feed_pages_refused), 1U);
    EXPECT_EQ(shop.bench.lines.count("feeds.quarantined"), 1U);
}

TEST(Runner, CountsAndSaysWhatItDoesNotUnderstandAndGoesOn) {
    RunnerBench shop;
    shop.bench.append(Lane::ledger, 5);
    shop.start();
    shop.connect();
    for (const auto* topic : {"down/welcome", "down/ack", "down/page"}) {
        shop.hear(topic, "");
        shop.hear(topic, "{\"v\":1}");
        shop.hear(topic, std::string(message_in_bytes_max + 1, ' '));
        shop.hear(topic, zstd_compress(std::string(message_in_bytes_max + 1, ' ')));
    }
    EXPECT_EQ(shop.bench.metrics.get(Count::wire_messages_refused), 12U);
    EXPECT_EQ(shop.bench.lines.count("sync.message_refused"), 12U);
    shop.hear("down/elsewhere", "{}");
    EXPECT_EQ(shop.bench.metrics.get(Count::wire_messages_refused), 12U);
    shop.welcome();
    shop.commit_all();
    EXPECT_EQ(shop.received.size(), 6U);
}

TEST(Runner, DeclaresWhatDamageHasTakenAndGoesOn) {
    RunnerBench shop;
    shop.bench.append(Lane::ledger, 9);
    shop.bench.lose_row(Lane::ledger, 3);
    shop.bench.lose_row(Lane::ledger, 4);
    shop.start();
    shop.connect();
    shop.welcome();
    shop.commit_all();
    EXPECT_EQ(shop.received.size(), 8U);
    ASSERT_EQ(shop.gaps.size(), 1U);
    EXPECT_EQ(shop.gaps[0].first, Seq(3));
    EXPECT_EQ(shop.gaps[0].last, Seq(4));
    EXPECT_EQ(shop.gaps[0].reason, "missing");
    EXPECT_EQ(shop.bench.lines.count("journal.numbers_missing"), 1U);
}

TEST(Runner, SetsARecordAsideThatTheBrokerRefuses) {
    RunnerBench shop;
    shop.bench.append(Lane::touch, 1);
    const auto refused = shop.bench.id_at(Lane::touch, 1);
    shop.start();
    shop.connect();
    shop.welcome();
    for (int tries = 0; tries < 10 && shop.gaps.empty(); ++tries) {
        auto sent = std::exchange(shop.link.published, {});
        for (auto& message : sent) {
            if (message.topic != "up/journal") continue;
            const auto batch = decode_batch(message.payload);
            const bool poisoned = batch->lane == Lane::touch && !batch->entries.empty();
            if (poisoned) {
                shop.runner.link_published(message.token, PublishOutcome::too_large);
                shop.settle();
            } else {
                shop.commit(message.payload);
            }
        }
    }
    ASSERT_EQ(shop.gaps.size(), 1U);
    EXPECT_EQ(shop.gaps[0].id, refused);
    EXPECT_EQ(shop.gaps[0].reason, "quarantined");
    EXPECT_EQ(shop.bench.metrics.get(Count::journal_quarantined), 1U);
    EXPECT_EQ(*shop.bench.reader->quarantined(), 1U);
}

TEST(Runner, AsksAgainLaterWhenTheStoreCannotTakeTheWelcome) {
    RunnerBench shop;
    shop.start();
    shop.connect();
    shop.disk_full = true;
    shop.welcome();
    EXPECT_EQ(shop.runner.view().state, SessionState::greeting);
    EXPECT_EQ(shop.bench.lines.count("sync.reconcile_failed"), 1U);
    EXPECT_TRUE(shop.take("up/hello").empty()) << "not at once";
    shop.disk_full = false;
    shop.bench.clock.advance(shop.woken - shop.bench.clock.mono());
    shop.runner.tick();
    shop.settle();
    shop.welcome();
    EXPECT_EQ(shop.runner.view().state, SessionState::streaming);
}

TEST(Runner, SaysGoodbyeInOrderAndIsSilentThen) {
    RunnerBench shop;
    shop.start();
    shop.connect();
    shop.take("up/status");
    shop.runner.stop();
    EXPECT_EQ(decode_status(shop.take("up/status").at(0))->presence, Presence::offline);
    EXPECT_EQ(shop.link.closed, 1);
    shop.runner.stop();
    EXPECT_EQ(shop.link.closed, 1);
    shop.link.published.clear();
    shop.append(Lane::ledger);
    shop.hear("down/welcome", "{}");
    shop.pass(Seconds{3600});
    EXPECT_TRUE(shop.link.published.empty());
}

TEST(Runner, SaysGoodbyeAsSoonAsItHasSaidItsBirthAndNotWithoutOne) {
    RunnerBench shop;
    shop.start();
    shop.runner.link_up({});
    shop.take("up/status");
    shop.runner.stop();
    EXPECT_EQ(shop.take("up/status").size(), 1U);
    RunnerBench other;
    other.start();
    other.runner.link_up({});
    other.runner.link_down({LinkLoss::lost, 0, ""});
    other.take("up/status");
    other.runner.stop();
    EXPECT_TRUE(other.take("up/status").empty());
}

TEST(Runner, WithoutABrokerEverythingIsKeptAndItSaysSo) {
    RunnerBench shop({}, 0);
    shop.start();
    shop.append(Lane::ledger);
    shop.pass(Seconds{3600});
    EXPECT_TRUE(shop.link.opened.empty());
    EXPECT_EQ(shop.bench.lines.count("sync.off"), 1U);
    EXPECT_EQ(shop.wakes, 0) << "a moment that is over would come again and again";
}

TEST(Runner, TriesTheNextBrokerWhenItIsWokenAgain) {
    RunnerBench shop({}, 2);
    shop.start();
    shop.runner.link_down({LinkLoss::unreachable, 0, "port closed"});
    EXPECT_GT(shop.woken, shop.bench.clock.mono());
    shop.bench.clock.advance(shop.woken - shop.bench.clock.mono());
    shop.runner.tick();
    ASSERT_EQ(shop.link.opened.size(), 2U);
    EXPECT_EQ(shop.link.opened[1].client_id, "s0042-pos1");
    EXPECT_EQ(shop.bench.metrics.get(Count::sync_disconnects), 1U);
}

TEST(Runner, WithoutAHubSingleCloudEventsGoAndTheBrokersWordCounts) {
    SessionOptions options;
    options.broker_acks = true;
    options.single_events = true;
    RunnerBench shop(options);
    const auto event = shop.bench.append(Lane::ledger, false);
    shop.bench.append(Lane::ledger, 2);
    shop.start();
    shop.connect();
    EXPECT_TRUE(shop.take("up/hello").empty());
    ASSERT_FALSE(shop.link.published.empty());
    for (std::size_t i = 0; i < shop.link.published.size(); ++i) {
        const auto token = shop.link.published[i].token;
        if (token != 0) shop.runner.link_published(token, PublishOutcome::accepted);
        shop.settle();
    }
    const auto sent = shop.take("up/journal");
    ASSERT_EQ(sent.size(), 3U);
    EXPECT_EQ(sent[0], with_sequence(event.bytes, shop.bench.journal->epoch(), Seq(1)));
    EXPECT_EQ(shop.runner.view().acked[0], Seq(3));
}

TEST(Runner, AStaleHelloIsNotSaidAfterTheConnectionIsGone) {
    RunnerBench shop;
    shop.start();
    shop.runner.link_up({});
    shop.runner.link_subscribed({true, ""});
    shop.runner.link_down({LinkLoss::lost, 0, ""});
    shop.take("up/status");
    shop.settle();
    EXPECT_TRUE(shop.link.published.empty()) << "the store answered after the line was down";
}

TEST(Runner, AnUnaskedWelcomeSaysNothingAboutTheClock) {
    RunnerBench shop;
    shop.start();
    shop.connect();
    const auto welcome = shop.make_welcome();
    shop.hear("down/welcome", encode(welcome));
    shop.commit_all();
    ASSERT_EQ(shop.received.size(), 1U);
    // A rewind that lay in the broker for an hour.
    shop.pass(Seconds{10});
    auto late = welcome;
    late.wall -= Seconds{2 * 3600};
    late.epochs[0].ledger = shop.committed[late.epochs[0].epoch][0];
    shop.hear("down/welcome", encode(late));
    shop.commit_all();
    EXPECT_EQ(shop.received.size(), 1U) << "the clock is as right as it was";
    EXPECT_EQ(shop.time.now(), shop.bench.clock.wall());
}

TEST(Runner, AsksAgainForAPageThatTheStoreCouldNotTake) {
    RunnerBench shop;
    shop.start();
    shop.connect();
    shop.welcome_with({"tasks", "fleet", Generation(1), Cursor(0)});
    const Page page = one_decision("fleet", R"({"n":1})");
    shop.take("up/want");
    shop.disk_full = true;
    shop.hear("feed/fleet", encode(page));
    EXPECT_TRUE(shop.fed.empty());
    EXPECT_EQ(shop.bench.lines.count("feeds.not_saved"), 1U);
    EXPECT_TRUE(shop.take("up/want").empty()) << "not at once";
    shop.disk_full = false;
    EXPECT_LE(shop.woken - shop.bench.clock.mono(), Seconds{10});
    shop.bench.clock.advance(shop.woken - shop.bench.clock.mono());
    shop.runner.tick();
    shop.settle();
    const auto wants = shop.take("up/want");
    ASSERT_EQ(wants.size(), 1U);
    EXPECT_EQ(decode_want(wants[0])->after,
              (FeedPosition{"tasks", "fleet", Generation(1), Cursor(0)}));
    shop.hear("down/page", encode(page));
    EXPECT_EQ(shop.fed.size(), 1U);
    shop.pass(Seconds{60});
    EXPECT_TRUE(shop.take("up/want").empty()) << "once";
}

TEST(Runner, AsksAgainForAPageThatTheBrokerAnsweredAndForgot) {
    RunnerBench shop;
    shop.start();
    shop.connect();
    shop.welcome_with({"tasks", "fleet", Generation(1), Cursor(1)});
    ASSERT_EQ(shop.take("up/want").size(), 1U);
    EXPECT_LE(shop.woken - shop.bench.clock.mono(), Seconds{5});
    shop.pass(Seconds{5});
    EXPECT_EQ(shop.take("up/want").size(), 1U);
    shop.pass(Seconds{5});
    EXPECT_TRUE(shop.take("up/want").empty()) << "not so soon";
    shop.pass(Seconds{5});
    EXPECT_EQ(shop.take("up/want").size(), 1U);
    const Page page = one_decision("fleet", R"({"n":1})");
    shop.hear("down/page", encode(page));
    EXPECT_EQ(shop.fed.size(), 1U);
    shop.pass(Seconds{60});
    EXPECT_TRUE(shop.take("up/want").empty());
}

TEST(Runner, DoesNotSpinOverAWantedPageWhileTheLineIsDown) {
    RunnerBench shop;
    shop.start();
    shop.connect();
    shop.welcome_with({"tasks", "fleet", Generation(1), Cursor(1)});
    ASSERT_EQ(shop.take("up/want").size(), 1U);
    shop.bench.clock.advance(Seconds{6});  // it is due
    shop.runner.link_down({});
    shop.settle();
    EXPECT_GT(shop.woken, shop.bench.clock.mono());
    EXPECT_TRUE(shop.take("up/want").empty());
}

TEST(Runner, NotesAnAckAgainWhenTheStoreCouldNotTakeIt) {
    RunnerBench shop;
    shop.bench.append(Lane::ledger, 5);
    shop.start();
    shop.connect();
    shop.welcome();
    shop.pass(ack_save_interval);
    shop.disk_full = true;
    shop.commit_all();
    shop.pass(ack_save_interval);
    EXPECT_EQ(shop.bench.lane(Lane::ledger).acked, Seq(0));
    EXPECT_EQ(shop.runner.view().state, SessionState::streaming) << "a full disk is no misfit";
    EXPECT_GE(shop.bench.lines.count("sync.ack_not_saved"), 1U);
    shop.disk_full = false;
    shop.pass(ack_save_interval);
    EXPECT_EQ(shop.bench.lane(Lane::ledger).acked, shop.runner.view().acked[0]);
}

TEST(Runner, SaysThatTheFileIsDamagedWhenItFindsOutWhileReading) {
    RunnerBench shop;
    shop.bench.append(Lane::ledger, 200);
    ASSERT_TRUE(shop.bench.write->checkpoint(true));
    shop.start();
    shop.connect();
    const auto at = read_whole(shop.bench.path).find(R"({"n":100})") / page_bytes * page_bytes;
    std::fstream file(shop.bench.path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(static_cast<std::streamoff>(at));
    file << std::string(page_bytes, '\x5a') << std::flush;
    shop.welcome();
    EXPECT_EQ(shop.bench.lines.count("journal.unreadable"), 1U);
    ASSERT_EQ(shop.damaged.size(), 1U);
    EXPECT_TRUE(shop.runner.view().store_failed);
}

TEST(Runner, BlamesTheDiskWhenTheStoreFails) {
    RunnerBench shop;
    shop.start();
    shop.connect();
    shop.disk_full = true;
    shop.welcome();
    EXPECT_TRUE(shop.damaged.empty());
    EXPECT_TRUE(shop.runner.view().store_failed);
    EXPECT_NE(shop.runner.view().last_trouble.find("this device's disk"), std::string::npos);
}

}  // namespace
}  // namespace aisle
