// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/scan/gs1_ai.hpp"

#include <gtest/gtest.h>

#include <string>

namespace aisle {
namespace {

TEST(Gs1Ai, IsFoundByItsWholeNumberOnly) {
    ASSERT_NE(find_gs1_ai("01"), nullptr);
    EXPECT_EQ(find_gs1_ai("01")->title, "GTIN");
    EXPECT_EQ(find_gs1_ai("1"), nullptr);
    EXPECT_EQ(find_gs1_ai("010"), nullptr);
    EXPECT_EQ(find_gs1_ai("310"), nullptr);
    EXPECT_EQ(find_gs1_ai("3106"), nullptr);
    EXPECT_EQ(find_gs1_ai("04"), nullptr);
    EXPECT_EQ(find_gs1_ai("0x"), nullptr);
    EXPECT_EQ(find_gs1_ai(""), nullptr);
    EXPECT_EQ(find_gs1_ai("80030"), nullptr);
    ASSERT_NE(find_gs1_ai("3105"), nullptr);
    EXPECT_EQ(find_gs1_ai("3105"), find_gs1_ai("3100")) << "one row for all decimals";
}

TEST(Gs1Ai, TheFirstTwoDigitsTellHowManyThereAre) {
    EXPECT_EQ(gs1_ai_size("01095"), 2U);
    EXPECT_EQ(gs1_ai_size("255"), 3U);
    EXPECT_EQ(gs1_ai_size("3103"), 4U);
    EXPECT_EQ(gs1_ai_size("8112"), 4U);
    EXPECT_EQ(gs1_ai_size("05"), 0U);
    EXPECT_EQ(gs1_ai_size("A1"), 0U);
    EXPECT_EQ(gs1_ai_size("0"), 0U);
}

// The list of GS1's General Specifications, figure 7.8.5-2.
TEST(Gs1Ai, ThoseOfPredefinedLengthNeedNoSeparator) {
    for (const auto& ai : gs1_ais()) {
        const auto scale = ai.digits == 2 ? 1 : ai.digits == 3 ? 10 : 100;
        const int begin = ai.first / scale;
        const bool fixed = begin <= 3 || (begin >= 11 && begin <= 20) ||
                           (begin >= 31 && begin <= 36) || begin == 41;
        EXPECT_EQ(ai.fixed, fixed) << ai.first;
        if (ai.fixed) {
            EXPECT_EQ(ai.least, ai.most) << ai.first;
        }
    }
}

TEST(Gs1Ai, EveryoneThatOthersSpeakOfIsThere) {
    const auto known = [](const Gs1Pattern& pattern) {
        for (const auto& ai : gs1_ais()) {
            if (ai.digits == pattern.digits && ai.first <= pattern.last &&
                ai.last >= pattern.first) {
                return true;
            }
        }
        return false;
    };
    for (const auto& ai : gs1_ais()) {
        for (const auto& pattern : ai.needs()) EXPECT_TRUE(known(pattern)) << ai.first;
        for (const auto& pattern : ai.excludes()) EXPECT_TRUE(known(pattern)) << ai.first;
        if (!ai.needs().empty()) {
            EXPECT_TRUE(ai.needs().back().ends) << ai.first;
        }
    }
}

TEST(Gs1Ai, AFormatIsReadToItsParts) {
    const auto* gcn = find_gs1_ai("255");
    ASSERT_EQ(gcn->parts().size(), 2U);
    EXPECT_EQ(gcn->parts()[0].characters, 'N');
    EXPECT_EQ(gcn->parts()[0].checks[0], Gs1Check::csum);
    EXPECT_TRUE(gcn->parts()[1].optional);
    EXPECT_EQ(gcn->least, 13);
    EXPECT_EQ(gcn->most, 25);
    const auto* countries = find_gs1_ai("423");
    EXPECT_EQ(countries->parts().size(), 5U);
    EXPECT_EQ(countries->parts()[4].checks[0], Gs1Check::iso3166);
    EXPECT_EQ(countries->most, 15);
}

TEST(Gs1Ai, TheKeysOfADigitalLinkAreThose) {
    std::string keys;
    for (const auto& ai : gs1_ais()) {
        if (ai.key) keys += std::to_string(ai.first) + " ";
    }
    EXPECT_EQ(keys, "0 1 253 255 401 402 414 415 417 8003 8004 8006 8010 8013 8017 8018 ");
}

}  // namespace
}  // namespace aisle
