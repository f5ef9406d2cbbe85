// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/member_query.hpp"

#include "tests/agent/domain/body.hpp"

namespace aisle {
namespace {

Result<MemberQuery> parse(const std::string& text) {
    return parse_member_query(json_of(text), store_in_china());
}

TEST(MemberQuery, IsReadInNormalForm) {
    const auto phone = parse(R"({"phone":"138 0013 8000"})");
    ASSERT_TRUE(phone);
    EXPECT_EQ(phone->by, MemberQueryBy::phone);
    EXPECT_EQ(phone->value, "+8613800138000");
    EXPECT_EQ(parse(R"({"email":"li@Example.com"})")->value, "li@example.com");
    EXPECT_EQ(parse(R"({"member_card":"C-9"})")->by, MemberQueryBy::member_card);
    EXPECT_EQ(parse(R"({"code":"x"})")->by, MemberQueryBy::code);
    EXPECT_EQ(parse(R"({"member_id":"m-1"})")->value, "m-1");
}

TEST(MemberQuery, NamesOneThingAndNoMore) {
    EXPECT_TRUE(refused(parse("{}"), "no_identifier", ""));
    EXPECT_TRUE(refused(parse(R"({"member_id":"m-1","member_card":"C-9"})"), "one_identifier", ""));
    EXPECT_TRUE(refused(parse(R"({"face":"x"})"), "unknown_member", "/face"));
    EXPECT_TRUE(refused(parse(R"({"phone":"12"})"), "bad_phone", "/phone"));
    EXPECT_TRUE(
        refused(parse(R"({"member_card":"4111 1111 1111 1111"})"), "card_number", "/member_card"));
}

TEST(MemberQuestion, ShowsCentralADigestOrAnId) {
    const IdentifierKey key(std::string(32, 'k'));
    const auto digest = key.of(IdentifierKind::phone, "+8613800138000");
    EXPECT_EQ(member_question(digest, ""),
              R"({"identifier":{"kind":"phone","hmac":")" + to_hex(digest.digest.view()) + "\"}}");
    EXPECT_EQ(member_question(std::nullopt, "m-1"), R"({"member_id":"m-1"})");
}

TEST(MemberReply, IsACardOrNobody) {
    const auto found =
        parse_member_reply(R"({"found":true,"member_id":"m-1","card":{"tier":"gold"},"more":1})");
    ASSERT_TRUE(found) << found.error().what();
    EXPECT_EQ(found->member_id, "m-1");
    EXPECT_EQ(found->card, R"({"tier":"gold"})");
    const auto nobody = parse_member_reply(R"({"found":false})");
    ASSERT_TRUE(nobody);
    EXPECT_EQ(nobody->member_id, "");
    for (const auto* wrong :
         {"", "[]", R"({"found":1})", R"({"found":true,"card":{}})", R"({"found":true})",
          R"({"found":true,"member_id":"m-1","card":{"points":3}})"}) {
        EXPECT_FALSE(parse_member_reply(wrong)) << wrong;
    }
}

TEST(MemberIdentified, KeepsWhoItWasApart) {
    const auto draft = member_identified("m-1", {"phone", false, true, 60});
    EXPECT_EQ(draft.type, "member.identified");
    EXPECT_EQ(draft.data, R"({"method":"phone","confidence":"ambiguous","provisional":true,)"
                          R"("card_age_s":60})");
    EXPECT_EQ(draft.person, R"({"member_id":"m-1"})");
}

TEST(MemberIdentified, NamesTheTasksThatCalledHer) {
    const auto draft = member_identified("m-1", {"phone", true, false, {}, {"t-1", "t-2"}});
    EXPECT_NE(draft.data.find(R"("triggered_by":["t-1","t-2"])"), std::string::npos) << draft.data;
}

}  // namespace
}  // namespace aisle
