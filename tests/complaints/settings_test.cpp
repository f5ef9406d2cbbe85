// SPDX-License-Identifier: Apache-2.0
// F. Settings, certificates, clocks, flash and meaning. The numbers are those of tests/README.md.
#include "agent/base/limits.hpp"
#include "sync/retention.hpp"
#include "tests/agent/app/house.hpp"
#include "tests/complaints/line.hpp"
#include "tests/crash/till.hpp"

namespace aisle {
namespace {

// Starts, sells, and says what is wrong.
void expect_it_sells_and_complains(House& house, std::string_view complaint) {
    house.start();
    const auto complains = [&] {
        const auto status = house.status();
        return status && std::any_of(status->problems.begin(), status->problems.end(),
                                     [&](const std::string& problem) {
                                         return problem.find(complaint) != std::string::npos;
                                     });
    };
    EXPECT_TRUE(house.until(complains)) << complaint;
    EXPECT_TRUE(house.scan("4006381333931"));
    EXPECT_TRUE(house.fatal.empty());
}

// 38
TEST(Complaints, ACertificateThatIsGoneDoesNotStopTheTill) {
    House house;
    house.config.broker.urls = {"mqtts://127.0.0.1:9"};
    house.config.broker.cert_file = house.folder.file("expired.pem");
    expect_it_sells_and_complains(house, "expired.pem");
}

// 40
TEST(Complaints, OneFeatureThatCannotWorkDoesNotStopTheTill) {
    {
        House house;
        house.config.broker.urls = {"mqtt://127.0.0.1:9"};
        house.config.broker.password_file = house.folder.file("password");
        expect_it_sells_and_complains(house, "reading the secret");
    }
    House house;
    DeviceConfig scanner;
    scanner.name = "lane1";
    scanner.path = house.folder.file("no-such-scanner");
    house.config.devices.push_back(scanner);
    expect_it_sells_and_complains(house, "lane1");
}

// 42
TEST(Complaints, ABrokenDecisionDoesNotBlockEveryLaterOne) {
    RunnerBench shop;
    shop.start();
    shop.connect();
    shop.welcome_with({"tasks", "fleet", Generation(1), Cursor(1)});
    const auto page = [](std::uint64_t generation, std::string body) {
        return encode(Page{"tasks",
                           "fleet",
                           Generation(generation),
                           Cursor(0),
                           Cursor(1),
                           true,
                           {{Cursor(1), true, "t1", std::move(body)}}});
    };
    shop.hear("down/page", page(1, R"({"bad":true})"));
    EXPECT_TRUE(shop.fed.empty());
    shop.hear("down/page", page(2, R"({"n":1})"));
    EXPECT_EQ(shop.book.held["fleet"]["t1"], R"({"n":1})");
}

// 43: a dead battery. The certificate is not valid yet, for days, until somebody sets the clock.
TEST(Complaints, ABootInThePastDoesNotKeepTheTillAwayWhenTheClockIsRight) {
    RunnerBench shop;
    const auto true_time = shop.bench.clock.wall();
    shop.bench.clock.set_wall(WallTime{});
    const auto sale = capture(shop, Lane::ledger);
    shop.start();
    for (int tries = 0; tries < 500; ++tries) {
        if (shop.runner.view().state == SessionState::connecting) lose_line(shop, LinkLoss::tls);
        shop.pass(shop.woken - shop.bench.clock.mono());
    }
    shop.bench.clock.set_wall(true_time);
    const auto set = shop.bench.clock.mono();
    if (shop.runner.view().state == SessionState::connecting) lose_line(shop, LinkLoss::tls);
    meet_central(shop);
    EXPECT_LE(shop.bench.clock.mono() - set, Micros{backoff_cap_default} + Seconds{1});
    shop.commit_all();
    EXPECT_EQ(sales_received(shop), std::vector<std::string>{sale});
}

// 43: what the clock was worth is told to central, which can date what was sold in 1970.
TEST(Complaints, WhatWasCapturedInThePastIsNotLeftUndated) {
    RunnerBench shop;
    const auto true_time = shop.bench.clock.wall();
    shop.bench.clock.set_wall(WallTime{});
    capture(shop, Lane::ledger);
    shop.start();
    shop.connect();
    auto welcome = shop.make_welcome();
    welcome.wall = true_time;
    shop.hear("down/welcome", encode(welcome));
    shop.commit_all();
    EXPECT_EQ(sales_received(shop).size(), 1U);
    const auto told = received(shop, "device.clock.observed");
    ASSERT_EQ(told.size(), 1U);
    EXPECT_NE(told[0].find("\"offset_ms\":178289"), std::string::npos) << told[0];
}

// 44: a device that lay in a drawer for ten years.
TEST(Complaints, NothingThatWaitsIsTooOldToBeDelivered) {
    JournalBench bench;
    bench.append(Lane::ledger, 20);
    bench.append(Lane::touch, 20);
    ASSERT_TRUE(bench.acknowledge(Lane::ledger, 5));
    bench.clock.advance(std::chrono::hours{24 * 3652});
    bench.reopen();
    Retention retention(
        *bench.journal,
        {.budget_bytes = 64 * MiB, .retain_acknowledged = retain_acknowledged_default},
        bench.lines.log(), bench.metrics);
    bool more = true;
    while (more) {
        ASSERT_TRUE(bench.commit([&](Txn& txn) -> Result<void> {
            TRY(more, retention.tidy(txn, bench.clock.wall(), true));
            return {};
        }));
    }
    EXPECT_EQ(bench.lane(Lane::ledger).first, Seq(6)) << "what central has is not kept for ever";
    EXPECT_EQ(bench.reader->backlog(Lane::ledger, Seq(5))->waiting, 15U);
    EXPECT_EQ(bench.reader->backlog(Lane::touch, Seq{})->waiting, 20U);
}

// What a run of captures costs the flash, from the disk's own log.
struct Wear {
    std::size_t syncs = 0;
    std::size_t bytes = 0;
};

Wear wear_of(int commits, std::size_t events_each) {
    CrashDisk disk;
    Story story;
    Till till(disk);
    EXPECT_TRUE(till.open());
    till.tell(story);
    const auto before = disk.log().size();
    for (int i = 0; i < commits; ++i) till.capture(Lane::touch, events_each);
    Wear wear;
    for (auto at = before; at < disk.log().size(); ++at) {
        const auto& done = disk.log()[at];
        wear.syncs += done.kind == DiskOperation::Kind::sync ? 1 : 0;
        wear.bytes += done.bytes.size();
    }
    return wear;
}

// 45
TEST(Complaints, FlashIsNotWornOutByASyncAndAPageForEachEvent) {
    const auto singly = wear_of(100, 1);
    EXPECT_LE(singly.syncs, 102U) << "one a commit";
    EXPECT_LE(singly.bytes / 100, 14 * KiB);
    const auto together = wear_of(1, 100);
    EXPECT_LE(together.syncs, 2U);
    EXPECT_LE(together.bytes / 100, 2 * KiB);
}

// 46: what the metrics tell stands in the store, so it outlives the process and cannot stand still.
TEST(Complaints, TheQueueMetricDoesNotStandStillWhileTheDiskFills) {
    House house;
    house.start();
    const auto metric = [&](const std::string& name) {
        std::optional<Result<std::string>> text;
        auto outlook = house.agent->outlook().outlook();
        outlook.metrics([&text](Result<std::string> told) { text = std::move(told); });
        EXPECT_TRUE(house.until([&text] { return text.has_value(); }));
        const auto at = text && *text ? (*text)->find("\n" + name + " ") : std::string::npos;
        EXPECT_NE(at, std::string::npos) << name;
        return at == std::string::npos ? -1.0 : std::stod((*text)->substr(at + name.size() + 2));
    };
    const std::string waiting = "aisle_journal_waiting_events{lane=\"touch\"}";
    const auto empty = metric("aisle_disk_used_bytes");
    for (int i = 0; i < 50; ++i) ASSERT_TRUE(house.scan("40063813339" + std::to_string(100 + i)));
    EXPECT_EQ(metric(waiting), 50);
    EXPECT_GT(metric("aisle_disk_used_bytes"), empty + 50 * 500);
    house.stop();
    house.start();
    EXPECT_EQ(metric(waiting), 50);
    EXPECT_GT(metric("aisle_disk_used_bytes"), 50 * 500);
}

// 47: numbers of more than 32 bits, and a second hello.
TEST(Complaints, NumbersDoNotWrapAndAReconnectGivesNoneAnotherMeaning) {
    RunnerBench shop;
    const std::uint64_t far = std::uint64_t{1} << 40;
    shop.bench.append(Lane::touch, 1);
    ASSERT_TRUE(shop.bench.acknowledge(Lane::touch, 1));
    shop.bench.trim(Lane::touch, 1);
    ASSERT_TRUE(shop.bench.write->run(
        "UPDATE lane SET first = 1099511627776, next = 1099511627776, acked = 1099511627775"
        " WHERE lane = 1"));
    ASSERT_TRUE(
        shop.bench.commit([&](Txn& txn) { return shop.bench.journal->load(txn, Epoch{}); }));
    auto& central = shop.committed[shop.bench.journal->epoch()];
    central[1] = {Seq(far - 1), {}, false};
    const auto scans = capture(shop, Lane::touch, 5);
    shop.start();
    meet_central(shop);
    const auto sent = shop.take("up/journal");
    lose_line(shop);
    meet_central(shop);
    // One batch at a time: the last were in vain.
    std::vector<std::string> again;
    for (auto some = shop.take("up/journal"); !some.empty(); some = shop.take("up/journal")) {
        for (const auto& payload : some) {
            again.push_back(payload);
            shop.commit(payload);
        }
    }
    const auto touch_first = [](const std::vector<std::string>& batches) {
        for (const auto& payload : batches) {
            const auto batch = decode_batch(*unpack(payload));
            if (batch && batch->lane == Lane::touch) return batch->first;
        }
        return Seq{};
    };
    EXPECT_EQ(touch_first(sent), Seq(far));
    EXPECT_EQ(touch_first(again), Seq(far)) << "what is sent again keeps its number";
    EXPECT_EQ(scans_received(shop), scans);
}

// 48: another configuration changes no stored byte.
TEST(Complaints, AStoredEventIsNotReadAnewUnderOtherSettings) {
    House house;
    const auto first_scan = [&] {
        std::optional<Result<JournalPage>> page;
        auto outlook = house.agent->outlook().outlook();
        outlook.journal({Lane::touch, std::nullopt, Seq{}, 10},
                        [&page](Result<JournalPage> told) { page = std::move(told); });
        EXPECT_TRUE(house.until([&page] { return page.has_value(); }));
        return page && *page && !(*page)->entries.empty() ? (*page)->entries[0].event : "";
    };
    house.start();
    ASSERT_TRUE(house.scan("4006381333931"));
    const auto before = first_scan();
    EXPECT_NE(before.find(R"("dataschema":"urn:aisle:schema:scan.captured.v1")"), before.npos);
    house.stop();
    house.config.identity.store = "s0099";
    house.config.store.currency = "EUR";
    house.config.sync.compression = CompressionChoice::off;
    house.start();
    EXPECT_EQ(first_scan(), before);
    ASSERT_TRUE(house.scan("4006381333948"));
}

}  // namespace
}  // namespace aisle
