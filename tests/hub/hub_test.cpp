// SPDX-License-Identifier: Apache-2.0
// The shell, on a link that only keeps what it is given.
#include "tools/hub/hub.hpp"

#include "tests/hub/hub_bench.hpp"
#include "tests/support/memory_files.hpp"
#include "tools/hub/bounds.hpp"

#include <deque>

namespace aisle {
namespace {

class KeptLink final : public Link {
public:
    void open(const LinkTarget& target, LinkEvents&) override {
        ++opened;
        version = target.version;
    }
    void close() override { ++closed; }
    void subscribe(std::vector<std::string> words) override { filters = std::move(words); }
    void publish(Outgoing message) override { sent.push_back(std::move(message)); }

    int opened = 0;
    int closed = 0;
    MqttVersion version{};
    std::vector<std::string> filters;
    std::vector<Outgoing> sent;
};

class HubTest : public testing::Test {
protected:
    HubTest() {
        DecisionLog decisions(bench_.database().db());
        EXPECT_TRUE(mark_.confirm(decisions, dice_, bench_.now));
        hub_.start();
    }
    void connect() {
        hub_.link_up({});
        hub_.link_subscribed({true, {}});
    }
    void run_posted() {
        while (!posted_.empty()) {
            auto task = std::move(posted_.front());
            posted_.pop_front();
            task();
        }
    }
    void arrive(const std::string& kind, const std::string& payload) {
        hub_.link_message("aisle/v1/up/" + till_.name + "/" + kind, payload);
    }
    void answer_all(PublishOutcome outcome = PublishOutcome::accepted) {
        const auto sent = std::exchange(link_.sent, {});
        for (const auto& message : sent) hub_.link_published(message.token, outcome);
    }
    void look_again() {
        clock_.advance(hub_poll);
        hub_.tick();
    }
    std::vector<std::string> topics() const {
        std::vector<std::string> topics;
        for (const auto& message : link_.sent) topics.push_back(message.topic);
        return topics;
    }

    HubBench bench_;
    TestDevice till_;
    MemoryFiles files_;
    SeededEntropy dice_{3};
    IncarnationMark mark_{bench_.database(), files_, "mark"};
    KeptLink link_;
    ManualClock clock_;
    std::deque<Function<void()>> posted_;
    MonoTime wake_{};
    std::optional<Error> stopped_;
    Hub hub_{HubOptions{},
             {.central = bench_.central,
              .incarnation = mark_,
              .link = link_,
              .clock = clock_,
              .entropy = dice_,
              .log = bench_.lines.log(),
              .post = [this](Function<void()> task) { posted_.push_back(std::move(task)); },
              .wake_at = [this](MonoTime at) { wake_ = at; },
              .stopped = [this](const Error& error) { stopped_ = error; }}};
};

TEST_F(HubTest, SharesItsSubscriptionsWithOtherWorkersOnMqtt5) {
    connect();
    const std::vector<std::string> shared{"aisle/v1/up/+/status",
                                          "$share/hub/aisle/v1/up/+/hello",
                                          "$share/hub/aisle/v1/up/+/journal",
                                          "$share/hub/aisle/v1/up/+/want",
                                          "$share/hub/aisle/v1/up/+/ask",
                                          "$share/hub/aisle/v1/up/+/report"};
    EXPECT_EQ(link_.filters, shared);
    EXPECT_EQ(hub_filters("r", MqttVersion::v311).at(1), "r/up/+/hello");
}

TEST_F(HubTest, FallsBackToTheOlderMqtt) {
    hub_.link_down({LinkLoss::refused_version, 1, "unsupported"});
    clock_.advance(Seconds{60});
    hub_.tick();
    EXPECT_EQ(link_.opened, 2);
    EXPECT_EQ(link_.version, MqttVersion::v311);
}

TEST_F(HubTest, AnswersAfterTheCommitAndNotBefore) {
    connect();
    till_.capture(Lane::ledger, 4);
    arrive("hello", encode(till_.hello()));
    arrive("journal", encode(till_.batch(Lane::ledger, 1, 2)));
    arrive("journal", encode(till_.batch(Lane::ledger, 3, 4)));
    EXPECT_TRUE(link_.sent.empty());
    EXPECT_TRUE(bench_.events().empty());
    run_posted();
    EXPECT_EQ(topics(), (std::vector<std::string>{"aisle/v1/down/s0042-pos1/welcome",
                                                  "aisle/v1/down/s0042-pos1/ack"}));
    EXPECT_EQ(bench_.events().size(), 4U);
}

TEST_F(HubTest, AGroupIsBounded) {
    connect();
    till_.capture(Lane::touch, 1);
    const auto batch = encode(till_.batch(Lane::touch, 1, 1));
    for (std::size_t i = 0; i < hub_group_max + 1; ++i) arrive("journal", batch);
    ASSERT_EQ(posted_.size(), 1U);
    auto first = std::move(posted_.front());
    posted_.pop_front();
    first();
    EXPECT_EQ(link_.sent.size(), 1U);
    run_posted();
    EXPECT_EQ(link_.sent.size(), 2U);
}

TEST_F(HubTest, ForgetsTopicsThatAreNotItsOwn) {
    connect();
    for (const char* topic : {"aisle/v1/down/x/ack", "aisle/v1/up/x", "aisle/v1/up/x/y",
                              "aisle/v1/up/X/hello", "other/up/x/hello", "aisle/v1", ""}) {
        hub_.link_message(topic, "{}");
    }
    EXPECT_TRUE(posted_.empty());
}

TEST_F(HubTest, TellsWhatAnOperatorOrderedWithinOneLook) {
    connect();
    arrive("hello", encode(till_.hello()));
    run_posted();
    answer_all();
    ASSERT_TRUE(bench_.orders.decide({"tasks", "fleet"}, {"k", "{}"}, bench_.now));
    look_again();
    EXPECT_EQ(topics(), (std::vector<std::string>{"aisle/v1/down/s0042-pos1/welcome",
                                                  "aisle/v1/feed/fleet"}));
    answer_all();
    look_again();
    EXPECT_TRUE(link_.sent.empty());
}

TEST_F(HubTest, TellsAgainWhatDidNotGoOut) {
    connect();
    ASSERT_TRUE(bench_.orders.decide({"tasks", "fleet"}, {"k", "{}"}, bench_.now));
    look_again();
    ASSERT_EQ(link_.sent.size(), 1U);
    answer_all(PublishOutcome::quota_exceeded);
    look_again();
    ASSERT_EQ(link_.sent.size(), 1U);
    // Nor when the link breaks before the broker has answered.
    link_.sent.clear();
    hub_.link_down({LinkLoss::lost, 0, "cut"});
    clock_.advance(Seconds{60});
    hub_.tick();
    connect();
    look_again();
    EXPECT_EQ(topics(), std::vector<std::string>{"aisle/v1/feed/fleet"});
}

TEST_F(HubTest, HoldsBackWhatTheLinkCannotTakeAtOnce) {
    connect();
    for (std::size_t i = 0; i < link_publishes_max; ++i) arrive("hello", encode(till_.hello()));
    run_posted();
    EXPECT_EQ(link_.sent.size(), link_publishes_max / 2);
    answer_all();
    EXPECT_EQ(link_.sent.size(), link_publishes_max / 2);
    answer_all();
    EXPECT_TRUE(link_.sent.empty());
}

TEST_F(HubTest, ConnectsAgainAfterAWhileAndNotAtOnce) {
    connect();
    hub_.link_down({LinkLoss::lost, 0, "cut"});
    hub_.tick();
    EXPECT_EQ(link_.opened, 1);
    clock_.advance(Seconds{60});
    hub_.tick();
    EXPECT_EQ(link_.opened, 2);
    // A broker that does not answer is given up in time.
    clock_.advance(connect_patience);
    hub_.tick();
    EXPECT_EQ(link_.closed, 1);
    clock_.advance(Seconds{60});
    hub_.tick();
    EXPECT_EQ(link_.opened, 3);
}

TEST_F(HubTest, StoresWhatHasArrivedBeforeItStops) {
    connect();
    till_.capture(Lane::ledger, 2);
    arrive("journal", encode(till_.batch(Lane::ledger, 1, 2)));
    const auto before = *files_.read("mark", 4096);
    hub_.stop();
    run_posted();
    EXPECT_EQ(bench_.events().size(), 2U);
    EXPECT_TRUE(link_.sent.empty());
    EXPECT_EQ(link_.closed, 1);
    EXPECT_NE(*files_.read("mark", 4096), before);
}

TEST_F(HubTest, MovesTheMarkWhileItStoresAndNotWhileItIdles) {
    connect();
    const auto first = *files_.read("mark", 4096);
    clock_.advance(hub_mark_interval);
    hub_.tick();
    EXPECT_EQ(*files_.read("mark", 4096), first);
    arrive("hello", encode(till_.hello()));
    run_posted();
    clock_.advance(hub_mark_interval);
    hub_.tick();
    EXPECT_NE(*files_.read("mark", 4096), first);
}

TEST_F(HubTest, StopsWhenTheDatabaseFailsForGood) {
    connect();
    // As when the file's right to write is taken away.
    ASSERT_TRUE(bench_.database().db().run("PRAGMA query_only = 1"));
    till_.capture(Lane::ledger, 1);
    arrive("journal", encode(till_.batch(Lane::ledger, 1, 1)));
    run_posted();
    ASSERT_TRUE(stopped_);
    EXPECT_TRUE(link_.sent.empty());
    EXPECT_EQ(link_.closed, 1);
}

TEST_F(HubTest, GoesOnWhenThereIsNoRoomAndAcksNothing) {
    connect();
    ASSERT_TRUE(bench_.database().db().bound_bytes(4 * KiB));
    till_.capture(Lane::touch, 128);
    arrive("journal", encode(till_.batch(Lane::touch, 1, 128)));
    run_posted();
    EXPECT_FALSE(stopped_);
    EXPECT_TRUE(link_.sent.empty());
    ASSERT_TRUE(bench_.database().db().bound_bytes(64 * MiB));
    arrive("journal", encode(till_.batch(Lane::touch, 1, 128)));
    run_posted();
    ASSERT_EQ(link_.sent.size(), 1U);
    EXPECT_EQ(decode_ack(link_.sent[0].payload)->committed, Seq(128));
}

}  // namespace
}  // namespace aisle
