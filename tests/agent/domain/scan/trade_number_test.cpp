// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/scan/trade_number.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

using Kind = TradeNumberKind;

Kind kind_of(std::string_view digits) {
    const auto number = parse_trade_number(digits);
    EXPECT_TRUE(number) << digits;
    return number ? number->kind : Kind::item;
}

TEST(TradeNumberTest, EachLengthBecomesFourteenDigits) {
    EXPECT_EQ(parse_trade_number("6901234567892")->gtin, "06901234567892");
    EXPECT_EQ(parse_trade_number("416000336108")->gtin, "00416000336108");
    EXPECT_EQ(parse_trade_number("02345673")->gtin, "00000002345673");
    EXPECT_EQ(parse_trade_number("09520123456788")->gtin, "09520123456788");
}

TEST(TradeNumberTest, OtherDigitsAreNone) {
    for (const auto* digits : {"6901234567890", "690123456789", "", "69012345678921", "x"}) {
        EXPECT_FALSE(parse_trade_number(digits)) << digits;
    }
}

TEST(TradeNumberTest, APrefixTellsTheKind) {
    EXPECT_EQ(kind_of("6901234567892"), Kind::item);
    EXPECT_EQ(kind_of("2112345678900"), Kind::restricted);
    EXPECT_EQ(kind_of("416000336108"), Kind::restricted) << "UPC 4";
    EXPECT_EQ(kind_of("9828508010106"), Kind::currency_coupon);
    EXPECT_EQ(kind_of("9771234567003"), Kind::periodical);
    EXPECT_EQ(kind_of("9783161484100"), Kind::book);
    EXPECT_EQ(kind_of("9801234567892"), Kind::refund_receipt);
    EXPECT_EQ(kind_of("9912345678909"), Kind::coupon);
    EXPECT_EQ(kind_of("512345678900"), Kind::coupon) << "UPC 5";
}

TEST(TradeNumberTest, UpcEIsWrittenOut) {
    EXPECT_EQ(expand_upce("425261"), "042100005264");
    EXPECT_EQ(expand_upce("123456"), "012345000065");
    EXPECT_EQ(expand_upce("0123456"), "012345000065");
    EXPECT_EQ(expand_upce("01234565"), "012345000065");
    EXPECT_EQ(expand_upce("01234566"), std::nullopt) << "its check digit is that of the whole";
    EXPECT_EQ(expand_upce("2123456"), std::nullopt) << "there are two number systems";
    EXPECT_EQ(expand_upce("123453"), "012300000451");
    EXPECT_EQ(expand_upce("123454"), "012340000053");
    EXPECT_EQ(expand_upce("12345"), std::nullopt);
    EXPECT_EQ(parse_trade_number("425261", true)->gtin, "00042100005264");
}

TEST(TradeNumberTest, AnAddOnIsKeptApart) {
    const auto paper = parse_trade_number("977123456700312");
    ASSERT_TRUE(paper);
    EXPECT_EQ(paper->gtin, "09771234567003");
    EXPECT_EQ(paper->add_on, "12");
    const auto book = parse_trade_number("978316148410051999");
    ASSERT_TRUE(book);
    EXPECT_EQ(book->add_on, "51999");
}

// One in ten of them passes as a number of fourteen digits.
TEST(TradeNumberTest, EveryAddOnOfAUpcIsOne) {
    for (char tens = '0'; tens <= '9'; ++tens) {
        for (char ones = '0'; ones <= '9'; ++ones) {
            const auto symbol = std::string("042100005264") + tens + ones;
            const auto number = parse_ean_upc(symbol, false);
            ASSERT_TRUE(number) << symbol;
            EXPECT_EQ(number->gtin, "00042100005264") << symbol;
            EXPECT_EQ(number->add_on, symbol.substr(12));
        }
    }
    EXPECT_EQ(parse_ean_upc("03017620422003", false)->gtin, "03017620422003") << "filled up";
    EXPECT_FALSE(parse_ean_upc("09520123456787", false));
    EXPECT_EQ(parse_ean_upc("6901234567892", false)->gtin, "06901234567892");
}

TEST(TradeNumberTest, ACouponInACommonCurrencySaysItsValue) {
    EXPECT_EQ(currency_coupon_value(*parse_trade_number("9828508010106")), 10);
    EXPECT_EQ(currency_coupon_value(*parse_trade_number("9813765030011")), 10);
    EXPECT_EQ(currency_coupon_value(*parse_trade_number("6901234567892")), std::nullopt);
}

}  // namespace
}  // namespace aisle
