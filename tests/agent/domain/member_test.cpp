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
SealPrivateKey central() {
    SeededEntropy dice{7};
    return make_seal_key(dice);
}
MemberKeys both_keys() {
    return {public_of(central()), IdentifierKey(std::string(32, 'k'))};
}
Result<std::vector<EventDraft>> events_of(const std::string& text, const MemberKeys& keys) {
    SeededEntropy dice{1};
    return sign_up_events(*parse(text), "p-1", keys, dice);
}
Result<SignUp> with(std::string_view from, std::string_view to) {
    return parse(changed(form, from, to));
}

TEST(SignUp, IsReadInNormalForm) {
    const auto sign_up = parse(form);
    ASSERT_TRUE(sign_up) << sign_up.error().what();
    EXPECT_EQ(sign_up->id, "form-1");
    EXPECT_EQ(sign_up->contact.phone, "+8613800138000");
    EXPECT_EQ(sign_up->contact.email, "Li@example.com");
    EXPECT_EQ(sign_up->contact.name, "李雷");
    EXPECT_EQ(sign_up->consents.size(), 2U);
}

TEST(SignUp, BecomesOneEventAndOneForEachAnswerRefusalsToo) {
    const auto drafts = events_of(form, both_keys());
    ASSERT_TRUE(drafts);
    const auto& events = *drafts;
    ASSERT_EQ(events.size(), 6U);
    EXPECT_EQ(events[0].type, "member.signup.submitted");
    EXPECT_EQ(events[0].data,
              R"({"provisional_member_id":"p-1","channels":[{"channel":"phone","verified":false},)"
              R"({"channel":"email","verified":false}],"has_member_card":true,)"
              R"("consent_ids":["p-1.1","p-1.2"],"source_code":"poster-3"})");
    EXPECT_EQ(json_of(events[1].data).find("decision")->string(), "given");
    EXPECT_EQ(json_of(events[2].data).find("decision")->string(), "refused");
    EXPECT_EQ(json_of(events[2].data).find("consent_id")->string(), "p-1.2");
    for (const auto& event : events) EXPECT_EQ(event.lane, Lane::ledger);
}

TEST(SignUp, LinksEachIdentifierToTheNewMember) {
    const auto events = events_of(form, both_keys());
    ASSERT_TRUE(events);
    const auto& phone = events->at(3);
    EXPECT_EQ(phone.type, "identity.link.observed");
    EXPECT_EQ(phone.data, R"({"kinds":["member_id","phone"],"source":"sign_up",)"
                          R"("strength":"stated","consent_id":"p-1.1"})");
    EXPECT_EQ(json_of(phone.person).find("member_id")->string(), "p-1");
    const auto& identifier = json_of(phone.person).find("identifiers")->items().front();
    const auto expected = both_keys().identifiers->of(IdentifierKind::phone, "+8613800138000");
    EXPECT_EQ(identifier.find("hmac")->string(), to_hex(expected.digest.view()));
}

TEST(SignUp, LinksNothingWithoutTheStoresKey) {
    const auto events = events_of(form, {public_of(central()), std::nullopt});
    ASSERT_TRUE(events);
    EXPECT_EQ(events->size(), 3U);
}

TEST(SignUp, SealsHowTheMemberCanBeReachedAndMasksItForTheScreen) {
    const auto events = events_of(form, both_keys());
    ASSERT_TRUE(events);
    const Json& person = json_of(events->front().person);
    const auto opened =
        open_sealed_contact(*person.find("sealed"), {"member.signup.submitted", "p-1"}, central());
    ASSERT_TRUE(opened) << opened.error().what();
    EXPECT_EQ(*opened, (Contact{"+8613800138000", "Li@example.com", "李雷"}));
    EXPECT_EQ(person.find("masks")->find("phone")->string(), "138****8000");
    EXPECT_EQ(person.find("masks")->find("email")->string(), "L***@example.com");
    EXPECT_EQ(person.find("masks")->find("name")->string(), "李**");
    EXPECT_EQ(person.find("member_card")->string(), "C-9");
    EXPECT_EQ(person.find("referral")->string(), "FRIEND7");
}

TEST(SignUp, LetsNothingOfItInTheClear) {
    const auto events = events_of(form, both_keys());
    ASSERT_TRUE(events);
    for (const auto& event : *events) {
        for (const std::string_view secret : {"13800138000", "i@example.com", "李雷"}) {
            EXPECT_EQ(event.data.find(secret), std::string::npos) << secret;
            EXPECT_EQ(event.person.find(secret), std::string::npos) << secret;
        }
        for (const std::string_view apart : {"C-9", "FRIEND7"}) {
            EXPECT_EQ(event.data.find(apart), std::string::npos) << apart;
        }
    }
}

TEST(SignUp, WithContactDataIsRefusedWhereNothingCanBeSealed) {
    const auto events = events_of(form, {});
    ASSERT_FALSE(events);
    EXPECT_EQ(events.error().code(), "not_sealed");
    EXPECT_NE(events.error().what().find("central.seal_key_file"), std::string::npos);
    EXPECT_EQ(events.error().what().find("138"), std::string::npos);
}

TEST(SignUp, ByAMemberCardAloneNeedsNoSeal) {
    auto by_card = changed(form, R"("phone":"138-0013-8000",)", "");
    by_card = changed(by_card, R"("email":"Li@Example.com","name":"李雷",)", "");
    const auto events = events_of(by_card, {});
    ASSERT_TRUE(events) << events.error().what();
    EXPECT_EQ(events->front().person,
              R"({"member_id":"p-1","member_card":"C-9","referral":"FRIEND7","identifiers":[]})");
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

TEST(SignUp, IsNoneWhereNobodyAnsweredForMembership) {
    EXPECT_TRUE(refused(
        with(R"("purpose":"membership","channel":"any")", R"("purpose":"survey","channel":"any")"),
        "membership_missing", "/consents"));
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
    long_form = changed(long_form, "Li@", std::string(64, 'z') + "@");
    SeededEntropy entropy{1};
    const auto drafts =
        sign_up_events(*parse(long_form), std::string(name_bytes_max, 'p'), both_keys(), entropy);
    ASSERT_TRUE(drafts);
    for (const auto& draft : *drafts) {
        EXPECT_TRUE(encode_event(draft, smallest_context(), entropy));
    }
}

}  // namespace
}  // namespace aisle
