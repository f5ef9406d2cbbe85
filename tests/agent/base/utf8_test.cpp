// SPDX-License-Identifier: Apache-2.0
#include "agent/base/utf8.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

std::string encoded(std::uint32_t point) {
    std::string text;
    append_utf8(text, point);
    return text;
}

TEST(Utf8, AcceptsEveryCodePointButSurrogates) {
    for (std::uint32_t point = 0; point <= 0x10ffff; ++point) {
        const bool surrogate = point >= 0xd800 && point <= 0xdfff;
        ASSERT_EQ(is_utf8(encoded(point)), !surrogate) << point;
    }
}

TEST(Utf8, RefusesWhatOnlyLooksEncoded) {
    for (const std::string_view bytes :
         {"\x80", "\xbf", "\xc0\x80", "\xc1\xbf", "\xe0\x9f\xbf", "\xf0\x8f\xbf\xbf",
          "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xfe", "\xff", "\xc3\x28", "\xe2\x28\xa1",
          "\xe2\x82\x28", "\xf0\x9f\x98\x28", "\xed\xa0\x80"}) {
        EXPECT_FALSE(is_utf8(bytes));
    }
}

TEST(Utf8, RefusesACharacterCutShort) {
    const std::string text = "a扫😀";
    for (const std::size_t size : {2U, 3U, 5U, 6U, 7U}) EXPECT_FALSE(is_utf8(text.substr(0, size)));
    for (const std::size_t size : {0U, 1U, 4U, 8U}) EXPECT_TRUE(is_utf8(text.substr(0, size)));
}

TEST(Utf8, TellsPlainTextFromControlCharacters) {
    EXPECT_TRUE(is_plain_text("Straße 扫码"));
    EXPECT_TRUE(is_plain_text(""));
    for (const std::string_view text : {"a\nb", "a\tb", "\x1b[2J", "\x7f", "\xff"}) {
        EXPECT_FALSE(is_plain_text(text));
    }
    EXPECT_FALSE(is_plain_text(std::string_view("\0", 1)));
    EXPECT_FALSE(is_plain_text("a\xc2\x9bz"));  // CSI in one character, as terminals obey it
}

}  // namespace
}  // namespace aisle
