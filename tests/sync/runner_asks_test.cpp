// SPDX-License-Identifier: Apache-2.0
// Questions, commands, and what the runner tells of central, over the real journal and store.
#include "agent/base/limits.hpp"
#include "agent/base/zstd_frame.hpp"
#include "tests/sync/runner_bench.hpp"

namespace aisle {
namespace {

struct RunnerAsks : testing::Test {
    void stream() {
        shop.start();
        shop.connect();
        shop.welcome();
        ASSERT_EQ(shop.runner.view().state, SessionState::streaming);
    }
    void ask(Millis patience = Millis{1200}) {
        shop.runner.ask("coupon.reserve", R"({"coupon":"c-1"})", patience,
                        [this](const Result<std::string>& reply) {
                            replies.push_back(reply ? *reply : std::string(reply.error().code()));
                        });
    }
    // Takes the question that was published last.
    Ask asked() {
        const auto all = shop.take("up/ask");
        EXPECT_EQ(all.size(), 1U);
        const auto ask = decode_ask(all.empty() ? "" : all.back());
        EXPECT_TRUE(ask);
        return ask ? *ask : Ask{};
    }
    std::string answer(const Ask& ask, std::string body = R"({"reservation":"r-1"})") const {
        return encode(AskAnswer{ask.id, shop.incarnation, std::move(body), std::nullopt});
    }
    std::string command(std::string kind = "lease.granted") {
        return encode(Command{random_id<EventId>(shop.bench.dice), shop.incarnation,
                              std::move(kind), R"({"lease":"l-1"})"});
    }
    Micros unheard() const { return shop.runner.unheard_for(shop.bench.clock.mono()); }

    RunnerBench shop;
    std::vector<std::string> replies;
};

TEST_F(RunnerAsks, AQuestionGoesUpAndItsAnswerComesDown) {
    stream();
    ask();
    ASSERT_FALSE(shop.link.published.empty());
    EXPECT_FALSE(shop.link.published.back().retain);
    const auto question = asked();
    EXPECT_EQ(question.kind, "coupon.reserve");
    EXPECT_EQ(question.body, R"({"coupon":"c-1"})");
    EXPECT_TRUE(replies.empty());
    shop.hear("down/answer", zstd_compress(answer(question)));
    EXPECT_EQ(replies, std::vector<std::string>{R"({"reservation":"r-1"})"});
    shop.pass(Seconds{10});
    EXPECT_EQ(replies.size(), 1U);
}

TEST_F(RunnerAsks, UntilCentralHasWelcomedUsNothingIsAsked) {
    ask();
    shop.start();
    ask();
    shop.connect();
    ask();
    EXPECT_EQ(replies, (std::vector<std::string>{"offline", "offline", "offline"}));
    EXPECT_TRUE(shop.take("up/ask").empty());
    shop.welcome();
    ask();
    EXPECT_EQ(replies.size(), 3U);
    asked();
    shop.runner.link_down({});
    ask();
    EXPECT_EQ(replies.size(), 4U);
    EXPECT_EQ(replies.back(), "offline");
}

TEST(RunnerWithoutAHub, HasNobodyToAsk) {
    SessionOptions options;
    options.broker_acks = true;
    RunnerBench shop(options);
    shop.start();
    shop.connect();
    ASSERT_EQ(shop.runner.view().state, SessionState::streaming);
    std::string code;
    shop.runner.ask("member.look_up", "{}", Millis{100},
                    [&](const Result<std::string>& reply) { code = reply.error().code(); });
    EXPECT_EQ(code, "offline");
}

TEST_F(RunnerAsks, IsWokenAtTheMomentOfAQuestion) {
    stream();
    ask(Millis{300});
    EXPECT_EQ(shop.woken, shop.bench.clock.mono() + Millis{300});
    shop.bench.clock.advance(shop.woken - shop.bench.clock.mono());
    shop.runner.tick();
    EXPECT_EQ(replies, std::vector<std::string>{"no_answer"});
    EXPECT_GT(shop.woken, shop.bench.clock.mono());
    EXPECT_EQ(shop.bench.metrics.get(Count::asks_unanswered), 1U);
}

TEST_F(RunnerAsks, ALineThatBreaksLeavesTheQuestionItsMoment) {
    stream();
    ask();
    const auto question = asked();
    shop.runner.link_down({});
    shop.settle();
    EXPECT_TRUE(replies.empty());
    EXPECT_LE(shop.woken, shop.bench.clock.mono() + Millis{1200});
    shop.pass(Millis{1200});
    EXPECT_EQ(replies, std::vector<std::string>{"no_answer"});
}

TEST_F(RunnerAsks, ALateAnswerIsKnownInAnotherSession) {
    stream();
    ask();
    const auto question = asked();
    shop.pass(Seconds{2});
    shop.runner.link_down({});
    shop.connect();
    shop.welcome();
    shop.hear("down/answer", answer(question));
    EXPECT_EQ(shop.late,
              std::vector<std::string>{R"(coupon.reserve {"coupon":"c-1"} {"reservation":"r-1"})"});
    EXPECT_EQ(replies, std::vector<std::string>{"no_answer"});
    EXPECT_EQ(shop.bench.metrics.get(Count::asks_late), 1U);
}

TEST_F(RunnerAsks, EachCommandIsToldEachTime) {
    stream();
    const auto text = command();
    shop.hear("down/command", text);
    shop.hear("down/command", text);
    ASSERT_EQ(shop.commands.size(), 2U);
    EXPECT_EQ(shop.commands[0].kind, "lease.granted");
    EXPECT_EQ(shop.commands[0].body, R"({"lease":"l-1"})");
    EXPECT_EQ(shop.commands[0].id, shop.commands[1].id);
    EXPECT_EQ(shop.bench.metrics.get(Count::commands_heard), 2U);
}

TEST_F(RunnerAsks, WhatIsMalformedIsCountedAndDisturbsNothing) {
    stream();
    ask();
    const auto question = asked();
    for (const auto* topic : {"down/answer", "down/command"}) {
        shop.hear(topic, "");
        shop.hear(topic, "{\"v\":1}");
        shop.hear(topic, std::string(message_in_bytes_max + 1, ' '));
        shop.hear(topic, zstd_compress(std::string(message_in_bytes_max + 1, ' ')));
    }
    const std::string large = R"({"x":")" + std::string(ask_body_bytes_max, 'x') + "\"}";
    shop.hear("down/answer", answer(question, large));
    EXPECT_EQ(shop.bench.metrics.get(Count::wire_messages_refused), 9U);
    EXPECT_EQ(shop.runner.view().state, SessionState::streaming);
    EXPECT_TRUE(shop.commands.empty());
    EXPECT_TRUE(replies.empty());
    shop.hear("down/answer", answer(question));
    EXPECT_EQ(replies.size(), 1U);
}

TEST_F(RunnerAsks, WhatAnotherLifeOfCentralSaysIsPassedOverAndAnsweredWithAHello) {
    stream();
    ask();
    const auto question = asked();
    shop.incarnation.bytes[0] = 8;
    shop.hear("down/answer", answer(question));
    EXPECT_TRUE(replies.empty());
    EXPECT_EQ(shop.runner.view().state, SessionState::greeting);
    shop.hear("down/command", command());
    EXPECT_TRUE(shop.commands.empty());
    shop.welcome();
    shop.hear("down/command", command());
    EXPECT_EQ(shop.commands.size(), 1U);
    shop.pass(Seconds{2});
    EXPECT_EQ(replies, std::vector<std::string>{"no_answer"});
}

TEST_F(RunnerAsks, TellsThatCentralIsAnotherOnlyWhenItIs) {
    stream();
    EXPECT_TRUE(shop.centrals.empty()) << "the first is no change";
    shop.runner.link_down({});
    shop.connect();
    shop.welcome();
    EXPECT_TRUE(shop.centrals.empty());
    shop.runner.link_down({});
    shop.connect();
    shop.incarnation.bytes[0] = 8;
    shop.welcome();
    EXPECT_EQ(shop.centrals, std::vector{shop.incarnation});
}

TEST_F(RunnerAsks, TellsThatCentralIsAnotherThanBeforeTheRestart) {
    Incarnation before;
    before.bytes[0] = 1;
    ASSERT_TRUE(shop.central.meet(before));
    stream();
    EXPECT_EQ(shop.centrals, std::vector{shop.incarnation});
}

TEST_F(RunnerAsks, TellsOfANewCentralAndAForkOnlyOnceTheyAreOnDisk) {
    stream();
    shop.bench.append(Lane::ledger, 5);
    shop.runner.link_down({});
    shop.connect();
    shop.incarnation.bytes[0] = 8;
    shop.committed[shop.bench.journal->epoch()][0] = {Seq(99), random_id<EventId>(shop.bench.dice),
                                                      false};
    shop.disk_full = true;
    shop.welcome();
    EXPECT_TRUE(shop.centrals.empty());
    EXPECT_EQ(shop.forks, 0);
    shop.disk_full = false;
    shop.bench.clock.advance(shop.woken - shop.bench.clock.mono());
    shop.runner.tick();
    shop.settle();
    shop.welcome();
    EXPECT_EQ(shop.centrals, std::vector{shop.incarnation});
    EXPECT_EQ(shop.forks, 1);
}

TEST_F(RunnerAsks, KnowsForHowLongCentralHasNotBeenHeard) {
    shop.start();
    shop.pass(Seconds{60});
    EXPECT_EQ(unheard(), Seconds{60}) << "never";
    shop.connect();
    shop.pass(Seconds{1});
    EXPECT_GT(unheard(), Seconds{60}) << "a broker is not central";
    shop.welcome();
    EXPECT_EQ(unheard(), Micros{0});
    shop.commit_all();
    for (const auto* topic : {"down/answer", "down/command", "down/ack", "down/page"}) {
        shop.pass(Seconds{2});
        shop.hear(topic, "{}");
        EXPECT_GE(unheard(), Seconds{2}) << "nor is nonsense, on " << topic;
    }
    shop.hear("down/command", command());
    EXPECT_EQ(unheard(), Micros{0});
    shop.pass(Seconds{2});
    shop.append(Lane::ledger);
    shop.commit_all();
    EXPECT_EQ(unheard(), Micros{0}) << "an ack";
    shop.pass(Seconds{2});
    shop.hear("down/page", encode(Page{"tasks", "fleet", {}, {}, {}, true, {}}));
    EXPECT_EQ(unheard(), Micros{0}) << "a page";
    shop.runner.link_down({});
    shop.bench.clock.advance(Seconds{3600});
    EXPECT_EQ(unheard(), Seconds{3600});
}

TEST_F(RunnerAsks, StoppingTellsWhoWaitsAndThenNothingIsAskedOrHeard) {
    stream();
    ask();
    shop.take("up/ask");
    shop.runner.stop();
    EXPECT_EQ(replies, std::vector<std::string>{"offline"});
    ask();
    EXPECT_EQ(replies.size(), 2U);
    shop.hear("down/command", command());
    EXPECT_TRUE(shop.commands.empty());
    EXPECT_TRUE(shop.take("up/ask").empty());
}

}  // namespace
}  // namespace aisle
