// SPDX-License-Identifier: Apache-2.0
#include "agent/base/money.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace aisle {
namespace {

constexpr auto most = std::numeric_limits<std::int64_t>::max();
constexpr auto least = std::numeric_limits<std::int64_t>::min();

std::string shown(std::int64_t minor, std::string_view code) {
    return to_string(Money{minor, *Currency::parse(code)});
}

TEST(Currency, IsThreeCapitalLetters) {
    EXPECT_EQ(Currency::parse("CNY")->code(), "CNY");
    for (const auto* code : {"", "CN", "CNYX", "cny", "C1Y", "C Y", "¥"}) {
        EXPECT_EQ(Currency::parse(code).error().code(), "bad_currency") << code;
    }
}

TEST(Currency, KnowsItsDecimals) {
    EXPECT_EQ(Currency::parse("CNY")->exponent(), 2);
    EXPECT_EQ(Currency::parse("EUR")->exponent(), 2);
    EXPECT_EQ(Currency::parse("JPY")->exponent(), 0);
    EXPECT_EQ(Currency::parse("KWD")->exponent(), 3);
    EXPECT_EQ(Currency::parse("CLF")->exponent(), 4);
}

TEST(Money, IsShownWithTheDecimalsOfItsCurrency) {
    EXPECT_EQ(shown(1234, "CNY"), "12.34 CNY");
    EXPECT_EQ(shown(5, "CNY"), "0.05 CNY");
    EXPECT_EQ(shown(-5, "CNY"), "-0.05 CNY");
    EXPECT_EQ(shown(0, "CNY"), "0.00 CNY");
    EXPECT_EQ(shown(1234, "JPY"), "1234 JPY");
    EXPECT_EQ(shown(1234, "KWD"), "1.234 KWD");
    EXPECT_EQ(shown(1, "CLF"), "0.0001 CLF");
}

TEST(Money, IsShownToItsLimits) {
    EXPECT_EQ(shown(most, "CNY"), "92233720368547758.07 CNY");
    EXPECT_EQ(shown(least, "CNY"), "-92233720368547758.08 CNY");
    EXPECT_EQ(shown(least, "JPY"), "-9223372036854775808 JPY");
}

TEST(Money, IsTheSameOnlyInTheSameCurrency) {
    EXPECT_EQ((Money{1, *Currency::parse("CNY")}), (Money{1, *Currency::parse("CNY")}));
    EXPECT_NE((Money{1, *Currency::parse("CNY")}), (Money{1, *Currency::parse("EUR")}));
}

TEST(CheckedArithmetic, GivesTheExactResultToTheLimits) {
    EXPECT_EQ(*checked_add(most - 1, 1), most);
    EXPECT_EQ(*checked_subtract(least + 1, 1), least);
    EXPECT_EQ(*checked_multiply(least / 2, 2), least);
    EXPECT_EQ(*checked_multiply(-3, 4), -12);
}

TEST(CheckedArithmetic, RefusesWhatDoesNotFit) {
    for (const auto& outcome :
         {checked_add(most, 1), checked_add(least, -1), checked_subtract(least, 1),
          checked_subtract(0, least), checked_multiply(most, 2), checked_multiply(least, -1)}) {
        EXPECT_EQ(outcome.error().kind(), Errc::too_large);
        EXPECT_EQ(outcome.error().code(), "amount_overflow");
    }
}

}  // namespace
}  // namespace aisle
