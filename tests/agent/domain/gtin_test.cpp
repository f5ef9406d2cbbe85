// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/gtin.hpp"

#include <gtest/gtest.h>

#include <string>

namespace aisle {
namespace {

TEST(Gtin, OfEachLengthIsKnownByItsCheckDigit) {
    EXPECT_TRUE(is_gtin("02345673"));
    EXPECT_TRUE(is_gtin("416000336108"));
    EXPECT_TRUE(is_gtin("4006381333931"));
    EXPECT_TRUE(is_gtin("12312312312333"));
}

TEST(Gtin, WithOneDigitWrongIsNone) {
    const std::string good = "4006381333931";
    for (std::size_t i = 0; i < good.size(); ++i) {
        std::string wrong = good;
        wrong[i] = wrong[i] == '9' ? '0' : static_cast<char>(wrong[i] + 1);
        EXPECT_FALSE(is_gtin(wrong)) << wrong;
    }
}

TEST(Gtin, IsNothingButDigitsOfALengthThatExists) {
    EXPECT_FALSE(is_gtin(""));
    EXPECT_FALSE(is_gtin("0"));
    EXPECT_FALSE(is_gtin("00000000000"));
    EXPECT_FALSE(is_gtin("400638133393A"));
    EXPECT_FALSE(is_gtin(" 400638133393"));
}

TEST(Gtin, GivesTheDigitThatMakesANumberOne) {
    EXPECT_EQ(gtin_check_digit("400638133393"), '1');
    EXPECT_EQ(gtin_check_digit("9638507"), '4');
    EXPECT_EQ(gtin_check_digit("0000000"), '0');
}

}  // namespace
}  // namespace aisle
