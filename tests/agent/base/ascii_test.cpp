// SPDX-License-Identifier: Apache-2.0
#include "agent/base/ascii.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace aisle {
namespace {

TEST(AsciiTest, EveryByteIsWhatItIsInAscii) {
    int digits = 0;
    int letters = 0;
    int changed = 0;
    for (int byte = 0; byte <= std::numeric_limits<unsigned char>::max(); ++byte) {
        const auto c = static_cast<char>(byte);
        digits += is_digit(c) ? 1 : 0;
        letters += is_letter(c) ? 1 : 0;
        changed += lower(c) != c ? 1 : 0;
    }
    EXPECT_EQ(digits, 10);
    EXPECT_EQ(letters, 52);
    EXPECT_EQ(changed, 26);
    EXPECT_TRUE(is_digit('0') && is_digit('9') && !is_digit('/') && !is_digit(':'));
    EXPECT_TRUE(is_letter('a') && is_letter('Z') && !is_letter('@') && !is_letter('['));
    EXPECT_EQ(lower('Z'), 'z');
}

TEST(AsciiTest, OtherLettersStay) {
    EXPECT_EQ(lower("ÄB-Ça 9"), "Äb-Ça 9");
}

TEST(AsciiTest, WordsAreTheSameInAnySize) {
    EXPECT_TRUE(same_word("Chunked", "cHUNKED"));
    EXPECT_FALSE(same_word("chunked", "chunke"));
    EXPECT_FALSE(same_word("a[", "A{"));
}

}  // namespace
}  // namespace aisle
