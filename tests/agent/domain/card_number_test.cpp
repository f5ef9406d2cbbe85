// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/card_number.hpp"

#include "tests/agent/domain/body.hpp"

namespace aisle {
namespace {

TEST(CardNumber, OfEachNetworkIsFound) {
    for (const std::string_view number :
         {"4111111111111111", "5555555555554444", "2223003122003222", "378282246310005",
          "6011111111111117", "30569309025904", "3530111333300000", "6200000000000005",
          "6759649826438453", "4222222222222"}) {
        EXPECT_TRUE(contains_card_number(number)) << number;
    }
}

TEST(CardNumber, IsFoundInWords) {
    for (const std::string_view text :
         {"4111　1111　1111　1111", "4111\u00a01111\u00a01111\u00a01111", "4111–1111–1111–1111",
          "4111 - 1111 - 1111 - 1111", "4111/1111/1111/1111", "4111－1111－1111－1111",
          "4111 1111 1111 1111", "4111-1111-1111-1111", "card:4111111111111111.",
          "table 12 4111 1111 1111 1111 7", "2026 4111111111111111", ";4111111111111111=2512",
          "a4111111111111111b", "paid 3782 822463 10005 thanks", "卡号4111111111111111",
          "4111  1111  1111  1111", "4111.1111.1111.1111", "４１１１１１１１１１１１1111"}) {
        EXPECT_TRUE(contains_card_number(text)) << text;
    }
}

TEST(CardNumber, IsNotSeenInOtherLongNumbers) {
    for (const std::string_view text :
         {"4111111111111112",                      // the check digit is wrong
          "9111111111111110",                      // no network begins so
          "20260701083000121",                     // a time stamp
          "411111111111",                          // too short
          "41111111111111111111",                  // too long
          "0190a5c6-8f3e-7cc0-4111-111111111111",  // a UUID
          "+4915123456795",                        // a phone number
          "41111  111111  11111", "411.111.111.111.1111", "", "-", "- 4 -"}) {
        EXPECT_FALSE(contains_card_number(text)) << text;
    }
}

TEST(CardNumber, IsSeenInTheSameDigitsWithoutWhatMadeThemSomethingElse) {
    EXPECT_TRUE(contains_card_number("4915123456795"));
    EXPECT_TRUE(contains_card_number("4111-111111111111"));
    EXPECT_TRUE(contains_card_number("+4111111111111111"));
}

TEST(CardNumber, IsNotSeenInAnItemNumberThatPassesLuhnByChance) {
    // A GTIN-13 that begins as Visa's numbers do and satisfies both checks.
    std::string found;
    for (int i = 0; i < 100'000 && found.empty(); ++i) {
        const auto gtin = std::to_string(4'000'000'000'000 + i);
        if (contains_card_number("no " + gtin) && !contains_card_number(gtin)) found = gtin;
    }
    EXPECT_FALSE(found.empty());
}

TEST(CardNumber, IsLookedForInTimeThatGrowsWithTheText) {
    std::string groups;
    for (int i = 0; i < 100'000; ++i) groups += "1 ";
    EXPECT_FALSE(contains_card_number(groups));
    EXPECT_FALSE(contains_card_number(std::string(1'000'000, '4')));
}

}  // namespace
}  // namespace aisle
