// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/member_card.hpp"

#include "tests/agent/domain/body.hpp"

namespace aisle {
namespace {

const std::string card =
    R"({"masked_name":"李**","tier":"gold","points":{"balance":120,"as_of":"2026-06-30T00:00:00Z"},)"
    R"("tags":["tea"],"flags":["open_case"],"identifiers":[{"kind":"phone","hmac":")" +
    std::string(64, 'a') +
    R"("}],"home":true,"last_visit":"2026-06-01T00:00:00Z","offers":[{"coupon":"c-1"}],)"
    R"("merged_from":["p-1"],"erase_seq":7,"newer":"than this program"})";

Result<MemberCard> parse(const std::string& text) {
    return parse_member_card(json_of(text), text);
}
Result<MemberCard> with(std::string_view from, std::string_view to) {
    return parse(changed(card, from, to));
}

TEST(MemberCard, IsReadAsCentralWroteIt) {
    const auto read = parse(card);
    ASSERT_TRUE(read) << read.error().what();
    EXPECT_EQ(read->tier, "gold");
    EXPECT_EQ(read->points->balance, 120);
    EXPECT_EQ(read->identifiers.size(), 1U);
    EXPECT_EQ(read->merged_from, std::vector<std::string>{"p-1"});
    EXPECT_EQ(read->erase_seq, 7);
    EXPECT_EQ(read->as_of, read->points->as_of);
    EXPECT_TRUE(parse("{}"));
}

TEST(MemberCard, NamesTheClerkWhoseCustomerSheIs) {
    const auto read = with(R"("home":true)", R"("home":true,"advisor":"op7")");
    ASSERT_TRUE(read) << read.error().what();
    EXPECT_EQ(read->advisor, "op7");
    EXPECT_TRUE(refused(with(R"("home":true)", R"("advisor":7)"), "wrong_type", "/advisor"));
    std::string text;
    JsonWriter json(text);
    write_member_card(json, *read);
    EXPECT_NE(text.find(R"("home":true,"advisor":"op7")"), std::string::npos) << text;
}

TEST(MemberCard, IsShownWithoutItsIdentifiers) {
    std::string text;
    JsonWriter json(text);
    write_member_card(json, *parse(card));
    EXPECT_EQ(text, R"({"masked_name":"李**","tier":"gold","points":{"balance":120,)"
                    R"("as_of":"2026-06-30T00:00:00.000Z"},"tags":["tea"],"flags":["open_case"],)"
                    R"("open_case":true,"home":true,"last_visit":"2026-06-01T00:00:00.000Z",)"
                    R"("offers":[{"coupon":"c-1"}]})");
}

TEST(MemberCard, SaysThatACaseIsOpenOnlyWhereItIs) {
    EXPECT_TRUE(has_open_case(*parse(card)));
    const auto without = with("\"open_case\"", "\"vip\"");
    ASSERT_TRUE(without);
    EXPECT_FALSE(has_open_case(*without));
    std::string text;
    JsonWriter json(text);
    write_member_card(json, *without);
    EXPECT_EQ(text.find("open_case"), std::string::npos) << text;
}

TEST(MemberCard, ThatIsNoneIsNamedByItsPlace) {
    EXPECT_TRUE(refused(with("\"balance\":120,", ""), "missing", "/points/balance"));
    EXPECT_TRUE(refused(with("2026-06-30T00:00:00Z", "yesterday"), "bad_time", "/points/as_of"));
    EXPECT_TRUE(refused(with("\"tea\"", "7"), "bad_text", "/tags"));
    EXPECT_TRUE(refused(with("aaaa", "AAAA"), "bad_hmac", "/identifiers/0/hmac"));
    EXPECT_TRUE(refused(with("\"erase_seq\":7", "\"erase_seq\":-7"), "out_of_range", "/erase_seq"));
}

TEST(MemberCard, AgesFromTheMomentItSpeaksOf) {
    const auto then = parse(card)->as_of;
    EXPECT_EQ(age_seconds(then, *then + Seconds{90}), 90);
    EXPECT_EQ(age_seconds(then, *then - Seconds{90}), 0);
    EXPECT_EQ(age_seconds(std::nullopt, *then), std::nullopt);
}

}  // namespace
}  // namespace aisle
