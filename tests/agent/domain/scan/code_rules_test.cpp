// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/scan/code_rules.hpp"

#include "agent/base/ids.hpp"

#include <gtest/gtest.h>

#include <string>

namespace aisle {
namespace {

bool takes_secrets(std::string_view expression) {
    const auto pattern = Pattern::compile(expression);
    EXPECT_TRUE(pattern) << expression;
    return pattern && secret_taken_by(*pattern).has_value();
}

TEST(CodeRules, FindsAnExpressionThatTakesWhatMustBeForgotten) {
    for (const auto* expression : {
             ".*",
             "[0-9]+",
             "[0-9]{18}",
             "1[0-5][0-9]{16}",
             "134567[0-9]{12}",
             "(28765432|999)[0-9]{10}",
             "62[0-9]{17}",
             "4[0-9]{15}",
             "411111[0-9]{10}",
             "(VIP)?37[0-9]{13}",
             "110105[0-9]{11}[0-9X]",
             "[0-9]{17}X",
         }) {
        EXPECT_TRUE(takes_secrets(expression)) << expression;
    }
}

TEST(CodeRules, LetsCardsPassThatNoWalletHas) {
    for (const auto* expression : {
             "GC[0-9]{8}",
             "[0-9]{8}",
             "69[0-9]{10}",
             "8[0-9]{15}",
             "VIP[0-9]{13,19}",
             "[A-Z]{2}[0-9]{16}",
             "",
         }) {
        EXPECT_FALSE(takes_secrets(expression)) << expression;
    }
}

TEST(CodeRules, KnowsTheClassesThatATenantMayDescribe) {
    EXPECT_EQ(parse_tenant_class("member_card"), CodeClass::member_card);
    EXPECT_EQ(parse_tenant_class("badge"), CodeClass::badge);
    EXPECT_EQ(parse_tenant_class("paper_coupon"), CodeClass::paper_coupon);
    EXPECT_EQ(parse_tenant_class("receipt"), CodeClass::receipt);
    for (const auto* word : {"", "token", "product", "suppressed", "unknown", "Badge"}) {
        EXPECT_FALSE(parse_tenant_class(word)) << word;
    }
}

TEST(CodeRules, NamesEveryClassOnce) {
    EXPECT_EQ(to_string(CodeClass::token), "token");
    EXPECT_EQ(to_string(CodeClass::suppressed), "suppressed");
    EXPECT_EQ(to_string(CodeClass::receipt), "receipt");
    EXPECT_EQ(to_string(CodeClass::unknown), "unknown");
}

TEST(CodeRules, ReadsAKeyWithItsNumber) {
    const auto bytes = *ed25519_public_key(std::string(32, 's'));
    const auto key = parse_token_key("7:" + to_hex(bytes));
    ASSERT_TRUE(key);
    EXPECT_EQ(key->kid, 7);
    const auto signature = *ed25519_sign(std::string(32, 's'), "x");
    EXPECT_TRUE(key->key.verifies("x", signature));
    for (const std::string& text :
         {std::string(), std::string("7"), std::string("7:"), "x:" + to_hex(bytes),
          "65536:" + to_hex(bytes), "7:" + to_hex(bytes) + "0", "7:" + std::string(64, 'g')}) {
        EXPECT_FALSE(parse_token_key(text)) << text;
    }
}

}  // namespace
}  // namespace aisle
