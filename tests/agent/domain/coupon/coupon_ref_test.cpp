// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/coupon/coupon_ref.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

TEST(CouponRefTest, HasOneTextAndNoOther) {
    const auto ref = parse_coupon_ref("90417-17");
    ASSERT_TRUE(ref);
    EXPECT_EQ(*ref, (CouponRef{90417, 17}));
    EXPECT_EQ(to_string(*ref), "90417-17");
    for (const char* text :
         {"", "-", "90417", "90417-", "-17", "090417-17", "90417-017", "0-17", "90417-17 ",
          "90417--17", "90417-9223372036854775808", "4294967296-1", "90417-1x"}) {
        const auto wrong = parse_coupon_ref(text);
        ASSERT_FALSE(wrong) << text;
        EXPECT_EQ(wrong.error().code(), "bad_coupon_ref");
    }
    EXPECT_TRUE(parse_coupon_ref("1-0"));
    EXPECT_TRUE(parse_coupon_ref("1-9223372036854775807"));
}

TEST(CouponRefTest, AShortCodeComesBackAsItself) {
    const CouponRef ref{90417, 123456789};
    const auto code = short_code(ref);
    ASSERT_EQ(code.size(), 16U);
    EXPECT_EQ(code.front(), '9');
    const auto read = parse_short_code(code);
    ASSERT_TRUE(read);
    EXPECT_EQ(*read, ref);
}

TEST(CouponRefTest, ATypingErrorIsNoOtherCoupon) {
    const auto code = short_code({90417, 42});
    int wrong = 0;
    for (std::size_t at = 0; at < code.size(); ++at) {
        for (char digit = '0'; digit <= '9'; ++digit) {
            auto typed = code;
            if (typed[at] == digit) continue;
            typed[at] = digit;
            if (parse_short_code(typed)) ++wrong;
        }
        if (at + 1 < code.size() && code[at] != code[at + 1]) {
            auto typed = code;
            std::swap(typed[at], typed[at + 1]);
            if (parse_short_code(typed)) ++wrong;
        }
    }
    EXPECT_EQ(wrong, 0);
}

TEST(CouponRefTest, WhatFitsNoShortCodeHasNone) {
    EXPECT_EQ(short_code({89'999, 1}), "");
    EXPECT_EQ(short_code({100'000, 1}), "");
    EXPECT_EQ(short_code({90'000, 1'000'000'000}), "");
    EXPECT_FALSE(parse_short_code("6222020000000000"));
    EXPECT_FALSE(parse_short_code("904170000000421"));
}

}  // namespace
}  // namespace aisle
