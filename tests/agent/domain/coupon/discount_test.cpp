// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/coupon/discount.hpp"
#include "agent/base/limits.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

Worth part(std::int64_t points, Rounding rounding, std::int64_t most = twelve_digits_max) {
    return {BasisPoints{points}, most, rounding};
}

TEST(DiscountTest, AnAmountIsNeverMoreThanTheGoods) {
    const Worth worth{std::int64_t{500}, 500, Rounding::down};
    EXPECT_EQ(discount_of(worth, 2900), 500);
    EXPECT_EQ(discount_of(worth, 300), 300);
    EXPECT_EQ(discount_of(worth, 0), 0);
    EXPECT_EQ(discount_of(worth, -5), 0);
}

TEST(DiscountTest, APartIsRoundedAsTheCampaignSays) {
    EXPECT_EQ(discount_of(part(1500, Rounding::down), 999), 149);  // 149.85
    EXPECT_EQ(discount_of(part(1500, Rounding::half_up), 999), 150);
    EXPECT_EQ(discount_of(part(1500, Rounding::up), 995), 150);  // 149.25
    EXPECT_EQ(discount_of(part(1500, Rounding::half_up), 995), 149);
    EXPECT_EQ(discount_of(part(5000, Rounding::half_up), 1), 1);  // 0.5
    EXPECT_EQ(discount_of(part(10'000, Rounding::up), 77), 77);
}

TEST(DiscountTest, ACapHolds) {
    EXPECT_EQ(discount_of(part(1500, Rounding::down, 100), 10'000), 100);
}

TEST(DiscountTest, TheLargestAmountDoesNotOverflow) {
    EXPECT_EQ(discount_of(part(10'000, Rounding::up), twelve_digits_max), twelve_digits_max);
}

}  // namespace
}  // namespace aisle
