// SPDX-License-Identifier: Apache-2.0
#include "agent/books/touchpoint_desk.hpp"

#include "tests/agent/books/counter.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

struct TouchpointDeskTest : testing::Test {
    TouchpointDeskTest() {
        counter.put(book, "fleet", "c-1",
                    R"({"kind":"clerk","campaign":"90417",)"
                    R"("url":"https://a.example/?state={touchpoint}.{clerk}",)"
                    R"("rotate":["https://b.example/?state=2.{clerk}"]})");
        counter.signed_in = "op7";
    }
    std::string shown(std::string_view clerk = "") {
        std::string text;
        desk.show(clerk, [&](Result<std::string> answer) {
            text = answer ? *answer : std::string(answer.error().code());
        });
        return text;
    }
    std::string exposed(const std::string& body, std::string_view key = "c-1") {
        desk.exposed(key, body, counter.accept());
        return counter.last() ? "" : std::string(counter.last().error().code());
    }
    std::size_t events() { return counter.rows(Lane::touch).size(); }
    bool last_says(std::string_view text) {
        return counter.rows(Lane::touch).back().event.find(text) != std::string::npos;
    }

    Counter counter;
    TouchpointBook book{*counter.bench.write};
    TouchpointList list{*counter.bench.read};
    TouchpointDesk desk{
        {counter.recorder, book, list, [this] { return counter.events().context(); }}};
};

TEST_F(TouchpointDeskTest, ShowsTheCodesOfWhoIsSignedInOrNamed) {
    EXPECT_NE(shown().find("state=s0042-pos1.op7"), std::string::npos) << shown();
    EXPECT_NE(shown("op8").find("state=s0042-pos1.op8"), std::string::npos) << shown("op8");
    counter.signed_in.clear();
    EXPECT_EQ(shown(), R"({"codes":[]})");
}

TEST_F(TouchpointDeskTest, SavesADisplayOnceHoweverOftenItIsSaid) {
    ASSERT_EQ(exposed(R"({"id":"d-1","how":"screen"})"), "");
    EXPECT_TRUE(last_says(R"("state":"s0042-pos1.op7")"));
    EXPECT_TRUE(last_says(R"("campaign":"90417")"));
    ASSERT_EQ(exposed(R"({"id":"d-1","how":"screen"})"), "");
    EXPECT_TRUE(counter.last()->repeated);
    EXPECT_EQ(events(), 1U);
    EXPECT_NE(shown().find(R"("turn":1)"), std::string::npos) << shown();
}

TEST_F(TouchpointDeskTest, SaysTheLinkOfTheListThatWasShown) {
    ASSERT_EQ(exposed(R"({"how":"screen"})"), "");
    // This screen had listed it before the other was shown.
    ASSERT_EQ(exposed(R"({"how":"print","turn":0})"), "");
    EXPECT_TRUE(last_says(R"("state":"s0042-pos1.op7")"));
    ASSERT_EQ(exposed(R"({"how":"print","turn":1})"), "");
    EXPECT_TRUE(last_says(R"("state":"2.op7")"));
}

TEST_F(TouchpointDeskTest, RefusesWhatItCannotSayTheTruthAbout) {
    EXPECT_EQ(exposed(R"({"how":"screen"})", "c-2"), "unknown_touchpoint_code");
    counter.signed_in.clear();
    EXPECT_EQ(exposed(R"({"how":"screen"})"), "clerk_missing");
    EXPECT_EQ(exposed(R"({"how":"screen","clerk":"op8"})"), "");
    EXPECT_TRUE(last_says(R"("clerk":"op8")"));
    EXPECT_EQ(exposed("{}"), "missing");
}

TEST_F(TouchpointDeskTest, KeepsADisplayOfWhatEndedMeanwhile) {
    counter.put(
        book, "fleet", "c-1",
        R"({"kind":"clerk","url":"https://a.example/","valid_until":"2020-01-01T00:00:00Z"})");
    EXPECT_EQ(shown(), R"({"codes":[]})");
    EXPECT_EQ(exposed(R"({"how":"screen"})"), "");
    EXPECT_EQ(events(), 1U);
}

}  // namespace
}  // namespace aisle
