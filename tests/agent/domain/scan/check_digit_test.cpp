// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/scan/check_digit.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

TEST(CheckDigitTest, FitsOrDoesNot) {
    EXPECT_TRUE(ends_with_check(CheckDigit::none, "anything"));
    EXPECT_TRUE(ends_with_check(CheckDigit::mod10, "4006381333931"));
    EXPECT_FALSE(ends_with_check(CheckDigit::mod10, "4006381333932"));
    EXPECT_TRUE(ends_with_check(CheckDigit::luhn, "M-79927398713"));
    EXPECT_FALSE(ends_with_check(CheckDigit::luhn, "M-79927398710"));
    EXPECT_TRUE(ends_with_check(CheckDigit::damm, "5724"));
    EXPECT_FALSE(ends_with_check(CheckDigit::damm, "5742"));
    EXPECT_TRUE(ends_with_check(CheckDigit::mod11_2, "11010519491231002X"));
    EXPECT_TRUE(ends_with_check(CheckDigit::mod11_2, "07940"));
    EXPECT_FALSE(ends_with_check(CheckDigit::mod11_2, "07941"));
    EXPECT_FALSE(ends_with_check(CheckDigit::luhn, "no digit"));
}

TEST(CheckDigitTest, HasAName) {
    for (const auto* name : {"none", "mod10", "luhn", "damm", "mod11_2"}) {
        EXPECT_EQ(to_string(*parse_check_digit(name)), name);
    }
    EXPECT_FALSE(parse_check_digit("verhoeff"));
}

}  // namespace
}  // namespace aisle
