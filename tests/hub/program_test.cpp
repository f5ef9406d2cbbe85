// SPDX-License-Identifier: Apache-2.0
// The program itself, behind a real broker, with its commands beside it.
#include "agent/domain/coupon/lease_event.hpp"
#include "tests/hub/hub_bench.hpp"
#include "tests/support/link_bench.hpp"
#include "tests/support/mosquitto.hpp"
#include "tools/hub/bounds.hpp"

#include <csignal>

namespace aisle {
namespace {

class Program : public testing::Test {
protected:
    void start(std::vector<std::string> more = {}) {
        std::vector<std::string> words{binary_,      "run",    "--broker", broker_.url().text(),
                                       "--database", database_};
        words.insert(words.end(), more.begin(), more.end());
        log_ = folder_.file("log-" + std::to_string(++starts_));
        hub_ = ChildProcess(words, log_);
        ASSERT_TRUE(soon([this] {
            return read_whole(log_).find("hub.connected") != std::string::npos;
        })) << read_whole(log_);
    }
    Ran run(std::vector<std::string> words) {
        words.insert(words.begin(), binary_);
        words.insert(words.end(), {"--database", database_});
        return run_program(words);
    }
    void connect() {
        ASSERT_TRUE(link_.open(link_target(broker_.url())));
        ASSERT_TRUE(
            link_.subscribe({"aisle/v1/down/s0042-pos1/welcome", "aisle/v1/down/s0042-pos1/ack",
                             "aisle/v1/down/s0042-pos1/page", "aisle/v1/feed/fleet",
                             "aisle/v1/down/s0042-pos1/command"}));
    }
    // What comes next on a topic that ends so.
    std::string next(std::string_view end) {
        std::string payload;
        EXPECT_TRUE(link_.loop.run_until([&] {
            for (; seen_ < link_.heard.messages.size(); ++seen_) {
                auto& [topic, text] = link_.heard.messages[seen_];
                if (!topic.ends_with(end)) continue;
                payload = text;
                ++seen_;
                return true;
            }
            return false;
        })) << "nothing on "
            << end << "\n"
            << read_whole(log_);
        return payload;
    }
    Welcome greet() {
        link_.publish("aisle/v1/up/s0042-pos1/hello", encode(till_.hello()));
        return *decode_welcome(next("/welcome"));
    }

    const std::string binary_ = AISLE_BINARY_DIR "/aisle-hub";
    ScratchFolder folder_;
    std::string database_ = "sqlite:" + folder_.file("hub.db");
    Mosquitto broker_;
    ChildProcess hub_;
    LinkBench link_;
    TestDevice till_;
    std::size_t seen_ = 0;
    std::string log_;
    int starts_ = 0;
};

TEST_F(Program, TakesEventsAndTellsDecisions) {
    start();
    connect();
    const auto welcome = greet();
    EXPECT_EQ(welcome.pace.window, hub_window);
    till_.capture(Lane::ledger, 5);
    link_.publish("aisle/v1/up/s0042-pos1/journal", encode(till_.batch(Lane::ledger, 1, 5)));
    const auto ack = *decode_ack(next("/ack"));
    EXPECT_EQ(ack.committed, Seq(5));
    EXPECT_EQ(ack.nonce, welcome.nonce);

    const auto events = run({"events", "--json", "--device", "s0042-pos1"});
    EXPECT_EQ(events.status, 0);
    std::string expected;
    for (const auto& bytes : bytes_of(till_, Lane::ledger)) expected += bytes + "\n";
    EXPECT_EQ(events.output, expected);

    const auto put = run({"put", "tasks", "fleet", "t1", folder_.write("t1.json", "{\"a\":1}\n")});
    EXPECT_EQ(put.status, 0) << put.output;
    EXPECT_EQ(decode_welcome(next("/welcome"))->feeds.size(), 1U);
    EXPECT_EQ(decode_page(next("/fleet"))->entries.at(0).body, "{\"a\":1}");

    EXPECT_EQ(run({"remove", "tasks", "fleet", "t1"}).status, 0);
    EXPECT_FALSE(decode_page(next("/fleet"))->entries.at(0).put);
    EXPECT_EQ(run({"remove", "tasks", "fleet", "t1"}).status, 1);

    EXPECT_EQ(run({"rewind", "s0042-pos1", "ledger", "2"}).status, 0);
    EXPECT_EQ(decode_welcome(next("/welcome"))->epochs.at(0).ledger.committed, Seq(2));

    hub_.signal(SIGTERM);
    EXPECT_EQ(hub_.wait(), 0);
}

TEST_F(Program, LendsWhatACampaignMayGive) {
    start();
    connect();
    greet();
    EXPECT_EQ(run({"lend", "s0042-pos1", "90417", "50"}).status, 1);
    EXPECT_EQ(run({"fund", "90417", "count", "600"}).status, 0);
    EXPECT_EQ(decode_command(next("/command"))->kind, inventory_ask_command);
    till_.append(*encode_event(lease_inventory({.number = 1}), till_.context, till_.dice));
    link_.publish("aisle/v1/up/s0042-pos1/journal", encode(till_.batch(Lane::ledger, 1, 1)));
    EXPECT_EQ(decode_command(next("/command"))->kind, inventory_ack_command);

    const auto lent = run({"lend", "s0042-pos1", "90417", "50", "--class", "risk"});
    EXPECT_EQ(lent.status, 0) << lent.output;
    next("/command");  // the acknowledgement, once more
    EXPECT_EQ(decode_command(next("/command"))->kind, lease_granted_command);
    EXPECT_EQ(run({"put-right", "90417-17", "s0042-pos1"}).status, 0);
    EXPECT_EQ(run({"recall", "s0042-pos1", "90417"}).status, 0);
    const auto report = run({"report", "campaigns", "--json"});
    EXPECT_NE(report.output.find("\"pool\":549,\"lent\":50,\"in_doubt\":0,\"reserved\":1"),
              std::string::npos)
        << report.output;
    EXPECT_EQ(run({"report", "leases"}).status, 0);
    EXPECT_EQ(run({"write-off", "s0042-pos1"}).status, 0);
    EXPECT_NE(run({"report", "rights"}).output.find("used"), std::string::npos);
    EXPECT_EQ(run({"report", "weather"}).status, 2);
}

// A device may send what a terminal would obey; a program that reads along gets it as it came.
TEST_F(Program, ATerminalIsShownNothingThatItWouldObey) {
    start();
    connect();
    greet();
    const std::string clears =
        "\xc2\x9b"
        "2J";
    till_.append(till_.make(EventKinds::scan_captured, R"({"data":")" + clears + "\"}"));
    link_.publish("aisle/v1/up/s0042-pos1/journal", encode(till_.batch(Lane::touch, 1, 1)));
    next("/ack");
    const auto command = binary_ + " events --json --database " + database_;
    const auto seen = run_program({"script", "-qec", command, "/dev/null"});
    EXPECT_EQ(seen.status, 0) << seen.output;
    EXPECT_NE(seen.output.find("\\u009b2J"), std::string::npos) << seen.output;
    EXPECT_EQ(seen.output.find(clears), std::string::npos);
    EXPECT_NE(run({"events", "--json"}).output.find(clears), std::string::npos);
}

TEST_F(Program, WhatWasAckedIsThereAfterAKill) {
    start();
    connect();
    const auto before = greet();
    till_.capture(Lane::ledger, 50);
    for (std::uint64_t first = 1; first <= 46; first += 5) {
        link_.publish("aisle/v1/up/s0042-pos1/journal",
                      encode(till_.batch(Lane::ledger, first, first + 4)));
    }
    while (decode_ack(next("/ack"))->committed < Seq(50)) continue;
    hub_.signal(SIGKILL);
    hub_.wait();
    start();
    const auto after = greet();
    EXPECT_EQ(after.incarnation, before.incarnation);
    EXPECT_EQ(after.epochs.at(0).ledger.committed, Seq(50));
    EXPECT_EQ(after.epochs.at(0).ledger.id, till_.id_at(Lane::ledger, 50));
}

TEST_F(Program, ComesBackWhenTheBrokerDoes) {
    start({"--mqtt-version", "3.1.1"});
    broker_.kill();
    broker_.start();
    connect();
    EXPECT_TRUE(soon([this] {
        const auto log = read_whole(log_);
        return log.find("hub.connected") != log.rfind("hub.connected");
    }));
    EXPECT_EQ(greet().store, "s0042");
}

TEST_F(Program, ReportsWhatCameOfTasks) {
    const auto file = folder_.write("t1.json", R"({"title":"x","due":"2026-07-01T08:00:00Z"})");
    ASSERT_EQ(run({"put", "tasks", "store-s0042", "t1", file}).status, 0);
    const auto report = run({"report", "tasks", "--json", "--at", "2026-07-01T07:00:00Z"});
    EXPECT_EQ(report.status, 0) << report.output;
    EXPECT_NE(report.output.find(R"({"store":"s0042","tasks":1,"open":1,)"), std::string::npos);
    EXPECT_NE(report.output.find(R"("overdue":0)"), std::string::npos) << report.output;
    EXPECT_NE(run({"report", "tasks"}).output.find("0.00 %"), std::string::npos);
    EXPECT_EQ(run({"report", "tasks", "--at", "noon"}).status, 2);
    EXPECT_EQ(run({"report"}).status, 2);
    EXPECT_EQ(run({"report", "tasks", "--device", "s9-pos1"}).status, 1);
}

TEST_F(Program, WrongUsageIsTold) {
    EXPECT_EQ(run({}).status, 2);
    EXPECT_EQ(run({"put", "tasks"}).status, 2);
    EXPECT_EQ(run({"rewind", "d", "sideways", "1"}).status, 2);
    EXPECT_EQ(run_program({binary_, "devices", "--database", "postgres:x"}).status, 2);
    EXPECT_EQ(run({"run", "--broker", "http://x"}).status, 2);
    EXPECT_EQ(run({"devices"}).status, 1);
    EXPECT_EQ(run({"put", "tasks", "fleet", "k", "/nowhere/file"}).status, 1);
}

}  // namespace
}  // namespace aisle
