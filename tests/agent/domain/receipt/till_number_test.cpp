// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/receipt/till_number.hpp"

#include "agent/base/limits.hpp"
#include "agent/domain/secret_text.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

TillNumber number_of(std::string_view printed) {
    return till_number(printed, "2026-07-04");
}

TEST(TillNumber, OfDigitsIsItsSequence) {
    for (const auto* text : {"412", "0412", " 000412"}) {
        const auto number = number_of(text);
        EXPECT_EQ(number.sequence, 412) << text;
        EXPECT_EQ(number.printed, "") << text;
        EXPECT_EQ(number.signs, "412") << text;
    }
    EXPECT_EQ(number_of("").sequence, 0);
    EXPECT_EQ(number_of("0").printed, "");
}

TEST(TillNumber, WithLettersOrTooManyDigitsIsKeptAsItWasPrinted) {
    EXPECT_EQ(number_of("A-0412").printed, "A-0412");
    EXPECT_EQ(number_of("A-0412").sequence, 412);
    EXPECT_EQ(number_of("100-202607040001").printed, "100-202607040001");
    EXPECT_EQ(number_of("100-202607040001").sequence, 202'607'040'001);
    EXPECT_EQ(number_of("XYZ").sequence, 0);
    EXPECT_EQ(number_of("XYZ").printed, "XYZ");
    const auto longest = number_of("A" + std::string(name_bytes_max, '7'));
    EXPECT_EQ(longest.printed, "") << "over the bound of a name";
    EXPECT_EQ(longest.signs.size(), name_bytes_max + 1);
    EXPECT_EQ(number_of("A\t0412").printed, "") << "no text that an event may hold";
    EXPECT_EQ(number_of("A\t0412").signs, "A412");
}

// A cashier scans the customer's card where the receipt's number is asked for.
TEST(TillNumber, OfWhatPaysOnlyTheLastFourAreTaken) {
    for (const auto* text : {"4111 1111 1111 1111", "134567890123451111", "No. 4111111111111111"}) {
        const auto number = number_of(text);
        EXPECT_EQ(number.sequence, 1111) << text;
        EXPECT_EQ(number.printed, "") << text;
    }
    EXPECT_EQ(number_of("4111 1111 1111 1111").signs, "1111") << "no digest is made of a card";
}

// They begin as the codes of wallets do, and are as long.
TEST(TillNumber, OfTheDayIsANumber) {
    for (const std::string text : {"2607040001010001", "100120260704010123", "2704072600010001",
                                   "100107042026000123", "2607030001010001", "2607050001010001"}) {
        ASSERT_TRUE(contains_secret(text)) << text;
        EXPECT_EQ(number_of(text).printed, text);
        EXPECT_EQ(number_of(text).signs, text);
    }
}

// It has the check digit of a resident id, and a birthday.
TEST(TillNumber, OfAStoreAndTheDayIsNobodysId) {
    ASSERT_TRUE(contains_secret("100105-20260704-0006"));
    EXPECT_EQ(number_of("100105-20260704-0006").printed, "100105-20260704-0006");
    EXPECT_EQ(number_of("110105194912310038").printed, "");
    EXPECT_EQ(number_of("110105194912310038").signs, "38");
}

TEST(TillNumber, LikeAWalletsCodeStillTellsOneSaleFromAnother) {
    const auto one = number_of("2601020001010001"), other = number_of("2601020001020001");
    EXPECT_EQ(one.printed + other.printed, "");
    EXPECT_EQ(one.sequence, other.sequence);
    EXPECT_NE(one.signs, other.signs);
}

TEST(TillNumber, SignsAreWhatTwoWaysOfWritingHaveInCommon) {
    EXPECT_EQ(signs_of_number("B-0012"), signs_of_number("B12"));
    EXPECT_EQ(signs_of_number("0012"), signs_of_number(" 12"));
    EXPECT_NE(signs_of_number("A4801"), signs_of_number("B4801"));
    EXPECT_NE(signs_of_number("沪12"), signs_of_number("京12"));
    EXPECT_EQ(signs_of_number("-/ "), "");
}

}  // namespace
}  // namespace aisle
