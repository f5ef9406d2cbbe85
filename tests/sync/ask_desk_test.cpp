// SPDX-License-Identifier: Apache-2.0
#include "sync/ask_desk.hpp"

#include "agent/base/limits.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/recording_log.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace aisle {
namespace {

struct AskDeskTest : testing::Test {
    void ask(bool connected = true, Millis patience = Millis{1200}, std::string body = "{}") {
        desk.ask({"member.look_up", std::move(body), patience}, connected,
                 [this](Result<std::string> reply) { replies.push_back(std::move(reply)); });
    }
    Ask last() const { return *decode_ask(published.back()); }
    AskAnswer answer() const { return {last().id, {}, R"({"member":"m-1"})", std::nullopt}; }
    std::string code(std::size_t at) const {
        return replies.at(at) ? "answered" : std::string(replies.at(at).error().code());
    }
    std::uint64_t count(Count which) const { return metrics.get(which); }

    ManualClock clock;
    SeededEntropy dice{1};
    Metrics metrics;
    RecordingLog lines;
    std::vector<std::string> published;
    std::vector<std::string> late;
    std::vector<Result<std::string>> replies;
    AskDesk desk{{clock, dice, metrics, lines.log()},
                 {[this](std::string message) { published.push_back(std::move(message)); },
                  [this](std::string_view kind, const std::string& asked, const std::string& body) {
                      late.push_back(std::string(kind) + " " + asked + " " + body);
                  }}};
};

TEST_F(AskDeskTest, WhoAsksGetsWhatCentralAnswers) {
    ask();
    EXPECT_EQ(last().kind, "member.look_up");
    EXPECT_EQ(last().deadline, Millis{1200});
    EXPECT_EQ(count(Count::asks_sent), 1U);
    EXPECT_TRUE(replies.empty());
    desk.answered(answer());
    ASSERT_EQ(replies.size(), 1U);
    EXPECT_EQ(*replies[0], R"({"member":"m-1"})");
    desk.answered(answer());
    clock.advance(Seconds{10});
    desk.tick();
    EXPECT_EQ(replies.size(), 1U) << "once";
    EXPECT_TRUE(late.empty());
    EXPECT_EQ(count(Count::asks_unanswered), 0U);
}

TEST_F(AskDeskTest, WhatCentralRefusesHasTheCodeThatItGave) {
    ask();
    auto refused = answer();
    refused.body.clear();
    refused.error = AskError{"not_a_member", "nobody has this number"};
    desk.answered(refused);
    EXPECT_EQ(code(0), "not_a_member");
    EXPECT_EQ(replies[0].error().kind(), Errc::denied);
    EXPECT_EQ(replies[0].error().what(), "nobody has this number");
}

TEST_F(AskDeskTest, WithoutALineItSaysSoAtOnceAndAsksNothing) {
    ask(false);
    EXPECT_EQ(code(0), "offline");
    EXPECT_TRUE(published.empty());
    EXPECT_EQ(count(Count::asks_sent), 0U);
    EXPECT_FALSE(desk.due());
}

TEST_F(AskDeskTest, AsksOnlySoMuchAtOnce) {
    for (std::size_t i = 0; i < asks_open_max; ++i) ask();
    EXPECT_TRUE(replies.empty());
    ask();
    EXPECT_EQ(code(0), "busy");
    EXPECT_EQ(published.size(), asks_open_max);
    desk.answered(answer());
    ask();
    EXPECT_EQ(published.size(), asks_open_max + 1);
}

TEST_F(AskDeskTest, AQuestionThatIsTooLargeIsNotAsked) {
    ask(true, Millis{1200}, std::string(ask_body_bytes_max + 1, ' '));
    EXPECT_EQ(code(0), "too_large");
    EXPECT_TRUE(published.empty());
}

TEST_F(AskDeskTest, PatienceHasItsBounds) {
    ask(true, Millis{-5});
    EXPECT_EQ(last().deadline, Millis{1});
    ask(true, std::chrono::hours{48});
    EXPECT_EQ(last().deadline, ask_deadline_max);
}

TEST_F(AskDeskTest, WhenItsMomentIsOverAQuestionHasNoAnswer) {
    ask();
    EXPECT_EQ(desk.due(), clock.mono() + Millis{1200});
    clock.advance(Millis{1199});
    desk.tick();
    EXPECT_TRUE(replies.empty());
    clock.advance(Millis{1});
    desk.tick();
    EXPECT_EQ(code(0), "no_answer");
    EXPECT_EQ(count(Count::asks_unanswered), 1U);
    EXPECT_FALSE(desk.due());
}

TEST_F(AskDeskTest, AnAnswerThatComesTooLateIsToldOnceWithWhatWasAsked) {
    ask(true, Millis{1200}, R"({"phone":"h"})");
    clock.advance(Seconds{2});
    desk.tick();
    desk.answered(answer());
    desk.answered(answer());
    EXPECT_EQ(late, std::vector<std::string>{R"(member.look_up {"phone":"h"} {"member":"m-1"})"});
    EXPECT_EQ(count(Count::asks_late), 1U);
    EXPECT_EQ(replies.size(), 1U);
}

TEST_F(AskDeskTest, ARefusalThatComesTooLateHasPromisedNothing) {
    ask();
    clock.advance(Seconds{2});
    desk.tick();
    auto refused = answer();
    refused.error = AskError{"budget_spent", "nothing is left"};
    desk.answered(refused);
    EXPECT_TRUE(late.empty());
    EXPECT_EQ(count(Count::asks_late), 1U);
}

TEST_F(AskDeskTest, AnAnswerToNothingOfOursIsPassedOver) {
    desk.answered({random_id<EventId>(dice), {}, "{}", std::nullopt});
    EXPECT_TRUE(late.empty());
    EXPECT_EQ(count(Count::asks_late), 0U);
}

TEST_F(AskDeskTest, AtTheEndWhoStillWaitsIsTold) {
    ask();
    ask();
    desk.stop();
    EXPECT_EQ(code(0), "offline");
    EXPECT_EQ(code(1), "offline");
    EXPECT_FALSE(desk.due());
}

TEST_F(AskDeskTest, WhoWasAnsweredMayAskAgainFromWithinTheAnswer) {
    int answers = 0;
    desk.ask({"coupon.reserve", "{}", Millis{10}}, true, [&](const Result<std::string>&) {
        ++answers;
        ask();
    });
    clock.advance(Millis{10});
    desk.tick();
    EXPECT_EQ(answers, 1);
    EXPECT_EQ(published.size(), 2U);
    EXPECT_EQ(desk.due(), clock.mono() + Millis{1200});
}

}  // namespace
}  // namespace aisle
