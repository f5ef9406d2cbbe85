// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/receipt/till_number.hpp"

#include "agent/base/limits.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

TEST(TillNumber, OfDigitsIsItsSequence) {
    for (const auto* text : {"412", "0412", " 000412"}) {
        const auto number = till_number(text);
        EXPECT_EQ(number.sequence, 412) << text;
        EXPECT_EQ(number.printed, "") << text;
        EXPECT_EQ(number.signs, "412") << text;
    }
    EXPECT_EQ(till_number("").sequence, 0);
    EXPECT_EQ(till_number("0").printed, "");
}

TEST(TillNumber, WithLettersOrTooManyDigitsIsKeptAsItWasPrinted) {
    EXPECT_EQ(till_number("A-0412").printed, "A-0412");
    EXPECT_EQ(till_number("A-0412").sequence, 412);
    EXPECT_EQ(till_number("100-202607040001").printed, "100-202607040001");
    EXPECT_EQ(till_number("100-202607040001").sequence, 202'607'040'001);
    EXPECT_EQ(till_number("XYZ").sequence, 0);
    EXPECT_EQ(till_number("XYZ").printed, "XYZ");
    const auto longest = till_number("A" + std::string(name_bytes_max, '7'));
    EXPECT_EQ(longest.printed, "") << "over the bound of a name";
    EXPECT_EQ(longest.signs.size(), name_bytes_max + 1);
    EXPECT_EQ(till_number("A\t0412").printed, "") << "no text that an event may hold";
    EXPECT_EQ(till_number("A\t0412").signs, "A412");
}

// A cashier scans the customer's card where the receipt's number is asked for.
TEST(TillNumber, OfWhatPaysOnlyTheLastFourAreTaken) {
    for (const auto* text : {"4111 1111 1111 1111", "134567890123451111", "No. 4111111111111111"}) {
        const auto number = till_number(text);
        EXPECT_EQ(number.sequence, 1111) << text;
        EXPECT_EQ(number.printed, "") << text;
        EXPECT_EQ(number.signs, "1111") << text;
    }
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
