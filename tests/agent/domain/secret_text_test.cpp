// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/secret_text.hpp"

#include "tests/agent/domain/body.hpp"

namespace aisle {
namespace {

TEST(SecretText, ACardNumberIsRefusedWhereverItStandsAndNotRepeated) {
    const auto refusal =
        refuse_secrets(json_of(R"({"lines":[{},{"reason":"see 4111 1111 1111 1111"}]})"));
    EXPECT_TRUE(refused(refusal, "card_number", "/lines/1/reason"));
    EXPECT_EQ(refusal.error().what().find("4111"), std::string::npos);
    EXPECT_TRUE(
        refused(refuse_secrets(json_of(R"({"a":{"4111111111111111":1}})")), "card_number", "/a"));
    EXPECT_TRUE(refused(refuse_secrets(json_of(R"("4111111111111111")")), "card_number", ""));
    EXPECT_TRUE(
        refused(refuse_secrets(json_of(R"({"a/b":"4111111111111111"})")), "card_number", "/a~1b"));
    EXPECT_TRUE(refuse_secrets(json_of(R"({"lines":[{"gtin":"4006381333931"}],"n":1})")));
}

constexpr auto wechat = "134729183746501928";
constexpr auto resident = "11010519491231002X";

TEST(SecretText, WhatAPhoneShowsToPayAndAResidentIdAreFound) {
    for (const std::string_view text :
         {"134729183746501928", "1347 2918 3746 5019 28", "Li １３４７２９１８３７４６５０１９２８",
          "wang 6212345678901234567", "2816230012345678", "id:11010519491231002X,",
          "11010519491231002x", "110105194912310038", "7 134729183746501928",
          // Fired into a name that was half typed.
          "Li134729183746501928", "134729183746501928Li", "VIP11010519491231002X",
          "134729183746501928@x.example", "AB134729183746501928",
          // They have the check digit of a resident id, and no birthday.
          "154283099478178408", "李雷154283099478178408",
          // As they are written in groups, beside other numbers.
          "110105 19491231 002X", "Li 7 110105 19491231 0038", "1347 2918 3746 501928",
          "12 1347 2918 3746 5019 28", "1347 2918 3746 5019 28 7", "1347　2918　3746　5019　28",
          "110105–19491231–002x"}) {
        EXPECT_TRUE(contains_secret(text)) << text;
    }
}

TEST(SecretText, OtherLongNumbersAreNone) {
    for (const std::string_view text :
         {"13472918374650192", "1347291837465019281", "161234567890123456", "11010519491231003X",
          "8986001234567890123", "20260701083000121", "0190a5c6-8f3e-7cc0-4111-111111111111",
          "3fc2d0134729183746501928", "", "1 2 3", "2500 2600 2700 2800 2900 3000 3100",
          "1 3017620422003 401 G", "2 26041234 20260704", "110105 19491331 002X"}) {
        EXPECT_FALSE(contains_secret(text)) << text;
    }
}

TEST(SecretText, TheyAreRefusedInWhatPeopleWriteAndNotInWhatNumbersThings) {
    const auto refuse = [](const std::string& key, const std::string& value) {
        return refuse_secrets(json_of(R"({"a":[{")" + key + R"(":")" + value + R"("}]})"));
    };
    for (const std::string key : {"name", "member_id", "operator_id", "member_card", "note"}) {
        for (const auto* secret : {wechat, resident}) {
            EXPECT_TRUE(refused(refuse(key, secret), "secret_number", "/a/0/" + key));
            EXPECT_EQ(refuse(key, secret).error().what().find(secret), std::string::npos);
        }
    }
    for (const std::string key : {"id", "item_id", "key", "sha256"}) {
        EXPECT_TRUE(refuse(key, wechat)) << key;
        EXPECT_FALSE(refuse(key, "4111111111111111")) << key;
    }
    EXPECT_TRUE(refused(refuse(wechat, "x"), "secret_number", "/a/0"));
}

}  // namespace
}  // namespace aisle
