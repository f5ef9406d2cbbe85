// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/member.hpp"

#include "agent/base/limits.hpp"
#include "tests/agent/domain/body.hpp"

namespace aisle {
namespace {

const std::string notice = R"("notice":{"id":"n1","version":"3","language":"zh-CN","sha256":")" +
                           std::string(64, 'a') + R"("})";
const std::string form =
    R"({"id":"form-1","phone":"138-0013-8000","email":"Li@Example.com","name":"李雷",)"
    R"("member_card":"C-9","referral":"FRIEND7","source_code":"poster-3","consents":[)"
    R"({"purpose":"membership","channel":"any","decision":"given",)" +
    notice + R"(},{"purpose":"marketing","channel":"sms","decision":"refused",)" + notice + "}]}";

Result<SignUp> parse(const std::string& text) {
    return parse_sign_up(json_of(text), store_in_china());
}
Result<SignUp> with(std::string_view from, std::string_view to) {
    return parse(changed(form, from, to));
}

TEST(SignUp, IsReadInNormalForm) {
    const auto sign_up = parse(form);
    ASSERT_TRUE(sign_up) << sign_up.error().what();
    EXPECT_EQ(sign_up->id, "form-1");
    EXPECT_EQ(sign_up->phone, "+8613800138000");
    EXPECT_EQ(sign_up->email, "Li@example.com");
    EXPECT_EQ(sign_up->name, "李雷");
    EXPECT_EQ(sign_up->consents.size(), 2U);
}

TEST(SignUp, BecomesOneEventAndOneForEachAnswerRefusalsToo) {
    const auto events = sign_up_events(*parse(form), "p-1");
    ASSERT_EQ(events.size(), 3U);
    EXPECT_EQ(events[0].type, "member.signup.submitted");
    EXPECT_EQ(events[0].data,
              R"({"provisional_member_id":"p-1","channels":[{"channel":"phone","verified":false},)"
              R"({"channel":"email","verified":false}],"has_member_card":true,)"
              R"("consent_ids":["p-1.1","p-1.2"],"source_code":"poster-3"})");
    EXPECT_EQ(events[0].person,
              R"({"member_id":"p-1","phone":"+8613800138000","email":"Li@example.com",)"
              R"("name":"李雷","member_card":"C-9","referral":"FRIEND7"})");
    EXPECT_EQ(json_of(events[1].data).find("decision")->string(), "given");
    EXPECT_EQ(json_of(events[2].data).find("decision")->string(), "refused");
    EXPECT_EQ(json_of(events[2].data).find("consent_id")->string(), "p-1.2");
    for (const auto& event : events) EXPECT_EQ(event.lane, Lane::ledger);
}

TEST(SignUp, KeepsThePersonOutOfTheFacts) {
    for (const auto& event : sign_up_events(*parse(form), "p-1")) {
        for (const std::string_view secret :
             {"13800138000", "example.com", "李雷", "C-9", "FRIEND7"}) {
            EXPECT_EQ(event.data.find(secret), std::string::npos) << secret;
        }
    }
}

TEST(SignUp, RefusesAPhoneThatCannotBeOneWhileItsOwnerIsThere) {
    const auto refusal = with("138-0013-8000", "138-0013-800");
    EXPECT_TRUE(refused(refusal, "bad_phone", "/phone"));
    EXPECT_EQ(refusal.error().what().find("138"), std::string::npos);
    EXPECT_TRUE(refused(with("Li@Example.com", "Li"), "bad_email", "/email"));
}

TEST(SignUp, NeedsAWayToKnowTheMemberAgain) {
    const auto nameless = changed(changed(form, R"("phone":"138-0013-8000",)", ""),
                                  R"("email":"Li@Example.com",)", "");
    EXPECT_TRUE(parse(nameless));
    EXPECT_TRUE(
        refused(parse(changed(nameless, R"("member_card":"C-9",)", "")), "no_identifier", ""));
}

TEST(SignUp, IsNoneWhereMembershipIsRefused) {
    EXPECT_TRUE(refused(with("\"given\"", "\"refused\""), "membership_refused", "/consents"));
}

TEST(SignUp, NamesWhatIsWrongInIt) {
    EXPECT_TRUE(refused(with("referral", "inviter"), "unknown_member", "/inviter"));
    EXPECT_TRUE(refused(with("poster-3", "a\\nb"), "bad_text", "/source_code"));
    EXPECT_TRUE(refused(with("李雷", std::string(name_bytes_max + 1, 'x')), "too_long", "/name"));
    EXPECT_TRUE(refused(with("C-9", "4111 1111 1111 1111"), "card_number", "/member_card"));
    EXPECT_TRUE(refused(with("\"C-9\"", "9"), "wrong_type", "/member_card"));
    EXPECT_FALSE(parse("[]"));
    EXPECT_FALSE(parse("null"));
    EXPECT_TRUE(refused(parse(R"({"phone":"13800138000"})"), "missing", "/consents"));
}

TEST(SignUp, WithTheLongestOfEverythingFitsItsEvents) {
    std::string long_form = changed(form, "李雷", std::string(name_bytes_max, 'x'));
    long_form = changed(long_form, "FRIEND7", std::string(name_bytes_max, 'y'));
    SeededEntropy entropy{1};
    for (const auto& draft : sign_up_events(*parse(long_form), std::string(name_bytes_max, 'p'))) {
        EXPECT_TRUE(encode_event(draft, smallest_context(), entropy));
    }
}

}  // namespace
}  // namespace aisle
