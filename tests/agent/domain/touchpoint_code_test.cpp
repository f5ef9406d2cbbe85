// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/touchpoint_code.hpp"

#include "tests/agent/domain/body.hpp"
#include "tests/support/manual_clock.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

const std::string body =
    R"({"kind":"clerk","title":"Add me",)"
    R"("url":"https://work.example/ca/x?state={store}.{touchpoint}.{clerk}&utm_source={store}",)"
    R"("rotate":["https://b.example/{campaign}"],"campaign":"90417",)"
    R"("valid_until":"2026-08-01T00:00:00Z","newer":"than this program"})";
const TouchpointPlace place{"s0042", "pos 1&2", "op7"};

TouchpointCode code(const std::string& text = body) {
    auto read = parse_touchpoint_code(json_of(text));
    EXPECT_TRUE(read) << read.error().what();
    return read ? *read : TouchpointCode{};
}
std::string refusal(const std::string& text) {
    const auto read = parse_touchpoint_code(json_of(text));
    return read ? "" : std::string(read.error().code());
}
std::string of_url(const std::string& url) {
    return R"({"kind":"community","url":")" + url + "\"}";
}

TEST(TouchpointCode, FillsInWhereItIsShownAndByWhom) {
    EXPECT_EQ(touchpoint_link(code(), place, 0),
              "https://work.example/ca/x?state=s0042.pos%201%262.op7&utm_source=s0042");
    EXPECT_EQ(state_of_link(touchpoint_link(code(), place, 0)), "s0042.pos 1&2.op7");
    EXPECT_EQ(state_of_link("https://b.example/?a=1"), "");
}

TEST(TouchpointCode, ShowsItsLinksInTurn) {
    EXPECT_EQ(touchpoint_link(code(), place, 1), "https://b.example/90417");
    EXPECT_EQ(touchpoint_link(code(), place, 2), touchpoint_link(code(), place, 0));
}

TEST(TouchpointCode, IsShownWhileItIsValidAndWhereItsLinksCanBeFilledIn) {
    EXPECT_TRUE(is_shown(code(), place, ManualClock::morning));
    EXPECT_FALSE(is_shown(code(), place, *parse_rfc3339("2026-08-01T00:00:00Z")));
    EXPECT_FALSE(is_shown(code(), {"s0042", "pos1", ""}, ManualClock::morning));
    EXPECT_FALSE(is_shown(code(), {"", "pos1", "op7"}, ManualClock::morning));
    EXPECT_FALSE(is_shown(code(), {"s0042", "", "op7"}, ManualClock::morning));
}

TEST(TouchpointCode, OfAClerkIsShownByThatClerkOnly) {
    const auto own =
        code(R"({"kind":"clerk","url":"https://work.example/?state={clerk}","staff":"op8"})");
    EXPECT_FALSE(is_shown(own, place, ManualClock::morning));
    EXPECT_TRUE(is_shown(own, {"s0042", "pos1", "op8"}, ManualClock::morning));
    EXPECT_EQ(touchpoint_link(own, place, 0), "https://work.example/?state=op8");
}

TEST(TouchpointCode, LeadsToNoOtherHostThanCentralWrote) {
    for (const auto* url : {"http://a.example/", "javascript:alert(1)", "https://", "https:///x",
                            "https://{store}.example/", "https://{clerk}", "https://a@b.example/",
                            "https://a.example/{name}", "https://a.example/{store",
                            "https://a.example/ x", "https://a.example/}", "HTTPS://a.example/"}) {
        EXPECT_EQ(refusal(of_url(url)), "bad_url") << url;
    }
    EXPECT_EQ(refusal(of_url("https://a.example/?u={store}#{campaign}")), "");
    EXPECT_EQ(refusal(R"({"kind":"community","url":"https://a.example","rotate":[7]})"), "bad_url");
}

TEST(TouchpointCode, OfANewerKindIsOneAllTheSame) {
    EXPECT_EQ(code(R"({"kind":"hologram","url":"https://a.example"})").kind, TouchpointKind::other);
}

TEST(TouchpointCode, SaysOfADisplayWhatTheLinkSaid) {
    const auto known = code();
    const auto link = touchpoint_link(known, place, 0);
    const auto draft = touchpoint_exposed({"c-1", known, link, 0}, place, ExposedHow::print);
    EXPECT_EQ(draft.type, "touchpoint.exposed");
    EXPECT_EQ(draft.data,
              R"({"code":"c-1","kind":"clerk","how":"print","campaign":"90417","store":"s0042",)"
              R"("touchpoint":"pos 1&2","clerk":"op7","state":"s0042.pos 1&2.op7"})");
    EXPECT_EQ(draft.person, "");
}

TEST(TouchpointCode, ReadsHowItWasShown) {
    const auto read =
        parse_exposed_code(json_of(R"({"id":"1","how":"print","clerk":"op7","turn":3})"));
    ASSERT_TRUE(read) << read.error().what();
    EXPECT_EQ(read->how, ExposedHow::print);
    EXPECT_EQ(read->turn, 3U);
    for (const auto* wrong : {"{}", R"({"how":"shouted"})", R"({"how":"screen","turn":-1})",
                              R"({"how":"screen","who":"me"})"}) {
        EXPECT_FALSE(parse_exposed_code(json_of(wrong))) << wrong;
    }
}

}  // namespace
}  // namespace aisle
