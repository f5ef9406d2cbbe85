// SPDX-License-Identifier: Apache-2.0
// A. What others lost. The numbers are those of the table in tests/README.md.
#include "agent/store/schema.hpp"
#include "sync/retention.hpp"
#include "sync/state_folder.hpp"
#include "tests/agent/app/house.hpp"
#include "tests/agent/domain/receipt.hpp"
#include "tests/complaints/line.hpp"
#include "tests/crash/power_checker.hpp"

namespace aisle {
namespace {

// 1
TEST(Complaints, AnEventIsNotDeletedWhenItIsMerelySent) {
    RunnerBench shop;
    const auto sales = capture(shop, Lane::ledger, 40);
    const auto scans = capture(shop, Lane::touch, 40);
    shop.start();
    meet_central(shop);
    acknowledge_as_broker(shop);
    shop.pass(Seconds{60});
    shop.bench.clock.advance(std::chrono::hours{24 * 30});
    Retention retention(*shop.bench.journal, {.budget_bytes = 64 * MiB}, shop.bench.lines.log(),
                        shop.bench.metrics);
    EXPECT_TRUE(shop.bench.commit([&](Txn& txn) -> Result<void> {
        TRY(retention.tidy(txn, shop.bench.clock.wall(), true));
        return {};
    }));
    EXPECT_EQ(shop.bench.reader->backlog(Lane::touch, Seq{})->waiting, scans.size());
    lose_line(shop);
    meet_central(shop);
    shop.commit_all();
    EXPECT_EQ(sales_received(shop), sales);
    EXPECT_EQ(scans_received(shop), scans);
}

// 2
TEST(Complaints, ABacklogDoesNotWaitForANewEventAfterAReconnect) {
    RunnerBench shop;
    shop.start();
    meet_central(shop);
    shop.commit_all();
    lose_line(shop);
    const auto scans = capture(shop, Lane::touch, 60);
    const auto written = shop.bench.lane(Lane::ledger).next;
    meet_central(shop);
    shop.commit_all();
    EXPECT_EQ(shop.bench.lane(Lane::ledger).next, written) << "nothing new has helped";
    EXPECT_EQ(scans_received(shop), scans);
}

// 3
TEST(Complaints, ACaptureIsNotRefusedBecauseTheNetworkIsAway) {
    House house;
    house.config.broker.urls = {"mqtt://127.0.0.1:9"};
    house.start();
    EXPECT_TRUE(house.until([&] { return house.metrics.get(Count::sync_disconnects) > 0; }));
    for (int i = 0; i < 10; ++i) EXPECT_TRUE(house.scan("40063813339" + std::to_string(10 + i)));
    std::optional<Result<Accepted>> sold;
    house.agent->desk().record_purchase(good_receipt,
                                        [&sold](Result<Accepted> told) { sold = std::move(told); });
    ASSERT_TRUE(house.until([&sold] { return sold.has_value(); }));
    EXPECT_TRUE(*sold);
    const auto status = house.status();
    ASSERT_TRUE(status);
    EXPECT_EQ(status->lanes[index_of(Lane::touch)].waiting, 10U);
    EXPECT_NE(status->central.state, "streaming");
}

// 4: captured every five minutes for 3.7 days, while the line comes and goes and central is away.
TEST(Complaints, AnOutageOfDaysDoesNotLoseItsFirstHours) {
    RunnerBench shop;
    shop.start();
    meet_central(shop);
    shop.commit_all();
    lose_line(shop);
    std::vector<std::string> sales;
    std::vector<std::string> scans;
    const auto end = shop.bench.clock.mono() + Micros{Seconds{37 * 24 * 360}};
    for (int turn = 0; shop.bench.clock.mono() < end; ++turn) {
        sales.push_back(capture(shop, Lane::ledger));
        scans.push_back(capture(shop, Lane::touch));
        shop.pass(Seconds{298});
        if (shop.runner.view().state == SessionState::connecting && turn % 3 == 0) {
            shop.connect();  // a broker without a central behind it
        } else if (shop.runner.view().state != SessionState::offline && turn % 7 != 0) {
            lose_line(shop, LinkLoss::unreachable);
        }
    }
    EXPECT_GT(sales.size(), 1000U);
    if (shop.runner.view().state != SessionState::offline) lose_line(shop);
    EXPECT_TRUE(sales_received(shop).empty());
    meet_central(shop);
    shop.commit_all();
    EXPECT_EQ(sales_received(shop), sales);
    EXPECT_EQ(scans_received(shop), scans);
    EXPECT_TRUE(shop.gaps.empty());
}

// 5
TEST(Complaints, AnEventIsNotOnItsWayBeforeItIsOnTheDisk) {
    RunnerBench shop;
    shop.start();
    meet_central(shop);
    shop.commit_all();
    shop.disk_full = true;
    capture(shop, Lane::ledger);
    EXPECT_TRUE(shop.take("up/journal").empty());
    shop.disk_full = false;
    const auto sale = capture(shop, Lane::ledger);
    shop.commit_all();
    EXPECT_EQ(sales_received(shop), std::vector<std::string>{sale});
}

PowerChecker::Verdict power_goes_while_customers_are_served(TillOptions options) {
    options.birth_seed = 2;  // that of who looks: a first start makes the same epoch
    CrashDisk disk;
    Story story;
    {
        Till till(disk, options);
        EXPECT_TRUE(till.open());
        till.tell(story);
        till.scan("4006381333931");
        till.purchase("receipt-1");
        till.sign_up("form-1");
        till.capture(Lane::ledger, 2);
    }
    EXPECT_GE(story.told.size(), 5U) << story.last_refusal();
    PowerChecker checker(story);
    explore(disk, {.losses = {Loss::everything, Loss::sectors}},
            [&](CrashState& state) { checker.look(state); });
    EXPECT_GT(checker.verdict().states, 20U);
    return checker.verdict();
}

// 6: and once with the fault planted, so that it is known to show.
TEST(Complaints, NobodyIsAnsweredBeforeTheirEventIsDurable) {
    const auto kept = power_goes_while_customers_are_served({});
    EXPECT_EQ(kept.wrong(), 0U) << kept.text();
    const auto early = power_goes_while_customers_are_served({.answers_early = true});
    EXPECT_GT(early.lost, 0U) << early.text();
}

// 7
TEST(Complaints, AnotherVersionOfTheProgramDoesNotDiscardTheBacklog) {
    JournalBench old(1, "journal-1.db");
    old.append(Lane::ledger, 300);
    SystemFiles files;
    const auto open = [&] {
        auto opened = open_state_folder({old.folder.path().string(), files, old.dice,
                                         old.lines.log(), old.metrics, nullptr, false});
        EXPECT_TRUE(opened);
        return std::move(*opened);
    };
    ASSERT_TRUE(old.write->run("CREATE TABLE hologram(x INTEGER) STRICT"));
    ASSERT_TRUE(old.write->set_user_version(schema_version + 1));
    {
        const auto downgraded = open();
        EXPECT_NE(downgraded.file, "journal-1.db") << "it is not touched";
        EXPECT_FALSE(downgraded.notes.empty()) << "and it is said";
    }
    ASSERT_TRUE(old.write->run("DROP TABLE hologram"));
    ASSERT_TRUE(old.write->set_user_version(schema_version));
    const auto upgraded = open();
    EXPECT_EQ(upgraded.file, "journal-1.db");
    EXPECT_EQ(JournalReader(*upgraded.read).backlog(Lane::ledger, Seq{})->waiting, 300U);
}

// 8
TEST(Complaints, WhatWasUnderWayWhenTheLineBrokeIsNotLost) {
    RunnerBench shop;
    shop.start();
    meet_central(shop);
    shop.commit_all();
    const auto sales = capture(shop, Lane::ledger, 30);
    EXPECT_FALSE(shop.link.published.empty());
    lose_line(shop);
    meet_central(shop);
    shop.commit_all();
    EXPECT_EQ(sales_received(shop), sales);
}

// 9
TEST(Complaints, ABrokerThatForgetsWhatItTookLosesNothing) {
    RunnerBench shop;
    const auto sales = capture(shop, Lane::ledger, 200);
    shop.start();
    meet_central(shop);
    for (int restarts = 0; restarts < 5; ++restarts) {
        acknowledge_as_broker(shop);
        shop.take("up/journal");
        shop.pass(ack_patience_max);
        if (shop.runner.view().state == SessionState::offline) shop.connect();
        shop.welcome();
    }
    shop.commit_all();
    EXPECT_EQ(sales_received(shop), sales);
}

// 10: central is restored, wiped, ahead of us, and sends other decisions, before a sale was sent.
TEST(Complaints, WhatCentralSaysDoesNotOverwriteASaleThatWasNotSent) {
    RunnerBench shop;
    shop.start();
    meet_central(shop);
    shop.commit_all();
    lose_line(shop);
    const auto sales = capture(shop, Lane::ledger, 20);
    shop.connect();
    shop.incarnation.bytes[0] = 8;
    shop.committed.clear();
    auto welcome = shop.make_welcome();
    welcome.feeds.push_back({"tasks", "fleet", Generation(1), Cursor(1)});
    welcome.epochs[0].ledger = {Seq(15), random_id<EventId>(shop.bench.dice), false};
    shop.hear("down/welcome", encode(welcome));
    for (const std::uint64_t generation : {1U, 2U}) {
        const Page page{"tasks",   "fleet", Generation(generation),         Cursor(0),
                        Cursor(1), true,    {{Cursor(1), true, "t1", "{}"}}};
        shop.hear("down/page", encode(page));
    }
    shop.welcome();
    shop.commit_all();
    EXPECT_EQ(sales_received(shop), sales);
    EXPECT_EQ(shop.bench.metrics.get(Count::journal_forks), 1U);
}

}  // namespace
}  // namespace aisle
