// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/handoff.hpp"

#include "tests/agent/domain/body.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

Token token() {
    Token made;
    made.type = TokenType::hand_off;
    made.campaign = 90417;
    made.serial = 4711;
    made.issued = 1000;
    made.expires = 2000;
    return made;
}
HandoffDecision judged(const Token& token, std::int64_t second) {
    return judge_handoff(token, WallTime{Seconds{second}}, 7);
}
Result<HandoffPresentation> parse(const std::string& text) {
    return parse_handoff(json_of(text));
}
Result<HandoffSession> session(const std::string& text) {
    const auto& body = json_of(R"({"handoff":)" + text + "}");
    Fields fields(body);
    const auto read = read_handoff_session(fields, "handoff");
    TRY(fields.done());
    return read.value_or(HandoffSession{});
}

TEST(Handoff, IsReadWithWhoSheIsOrWithout) {
    const auto shown = parse(R"({"code":"sAIS1","aim":"]Q1","member_id":"m-77","id":"h-1"})");
    ASSERT_TRUE(shown) << shown.error().what();
    EXPECT_EQ(shown->code, "sAIS1");
    EXPECT_EQ(shown->aim, "]Q1");
    EXPECT_EQ(shown->member, "m-77");
    EXPECT_EQ(shown->id, "h-1");
    EXPECT_TRUE(parse(R"({"code":"x"})"));
}

TEST(Handoff, ThatIsNoneIsNamedByItsPlace) {
    EXPECT_TRUE(refused(parse("{}"), "missing", "/code"));
    EXPECT_TRUE(refused(parse(R"({"code":"x","session":"1"})"), "unknown_member", "/session"));
    EXPECT_TRUE(refused(parse(R"({"code":"x","id":""})"), "empty", "/id"));
    EXPECT_TRUE(refused(parse(R"({"code":7})"), "wrong_type", "/code"));
    EXPECT_TRUE(refused(parse("[]"), "wrong_type", ""));
}

TEST(Handoff, IsTakenInItsTimeOnly) {
    EXPECT_EQ(judged(token(), 999), HandoffDecision::too_early);
    EXPECT_EQ(judged(token(), 1000), HandoffDecision::accepted);
    EXPECT_EQ(judged(token(), 1999), HandoffDecision::accepted);
    EXPECT_EQ(judged(token(), 2000), HandoffDecision::expired);
}

TEST(Handoff, IsTakenOfItsOwnTypeAndByWhomItIsFor) {
    auto other = token();
    other.type = TokenType::pick_up;
    EXPECT_EQ(judged(other, 1500), HandoffDecision::unknown_code);
    other = token();
    other.serial = std::uint64_t{1} << 63;
    EXPECT_EQ(judged(other, 1500), HandoffDecision::unknown_code);
    other = token();
    other.audience = 8;
    EXPECT_EQ(judged(other, 1500), HandoffDecision::other_holder);
    other.audience = 7;
    EXPECT_EQ(judged(other, 1500), HandoffDecision::accepted);
}

TEST(HandoffAnswer, NamesTheSessionOrTheReasonInBothLanguages) {
    EXPECT_EQ(handoff_accepted_json({90417, 4711}),
              R"({"decision":"accepted","campaign":90417,"session":"4711"})");
    EXPECT_EQ(handoff_rejected_json(HandoffDecision::already_used),
              R"({"decision":"rejected","reason":"already_used",)"
              R"("en":"The code was used before.","zh":"此码已被使用。"})");
    for (const auto one :
         {HandoffDecision::unknown_code, HandoffDecision::unknown_key, HandoffDecision::forged,
          HandoffDecision::other_holder, HandoffDecision::too_early, HandoffDecision::expired}) {
        const auto& answer = json_of(handoff_rejected_json(one));
        EXPECT_EQ(answer.find("reason")->string(), to_string(one));
        EXPECT_NE(answer.find("en")->string(), "");
        EXPECT_NE(answer.find("zh")->string(), "");
    }
}

TEST(HandoffEvent, SaysWhoSheIsApart) {
    const auto draft = handoff_accepted({90417, 4711}, "m-77");
    EXPECT_EQ(draft.data, R"({"campaign":90417,"session":"4711"})");
    EXPECT_EQ(draft.person, R"({"member_id":"m-77"})");
    EXPECT_EQ(handoff_accepted({90417, 4711}, "").person, "");
}

TEST(HandoffSession, IsReadWithinItsBounds) {
    const auto whole = session(R"({"campaign":4294967295,"session":"9223372036854775807"})");
    ASSERT_TRUE(whole) << whole.error().what();
    EXPECT_EQ(*whole, (HandoffSession{4294967295, 9223372036854775807}));
    EXPECT_TRUE(refused(session(R"({"campaign":4294967296,"session":"1"})"), "out_of_range",
                        "/handoff/campaign"));
    EXPECT_TRUE(
        refused(session(R"({"campaign":-1,"session":"1"})"), "out_of_range", "/handoff/campaign"));
    for (const auto* number : {"\"9223372036854775808\"", "\"-1\"", "\"1x\""}) {
        EXPECT_TRUE(refused(session(R"({"campaign":1,"session":)" + std::string(number) + "}"),
                            "bad_serial", "/handoff/session"))
            << number;
    }
    EXPECT_TRUE(
        refused(session(R"({"campaign":1,"session":1})"), "wrong_type", "/handoff/session"));
    EXPECT_TRUE(refused(session(R"({"campaign":1,"session":""})"), "empty", "/handoff/session"));
    EXPECT_TRUE(refused(session(R"({"session":"1"})"), "missing", "/handoff/campaign"));
    EXPECT_TRUE(refused(session("7"), "wrong_type", "/handoff"));
}

}  // namespace
}  // namespace aisle
