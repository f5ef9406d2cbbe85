// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/payment_card_scan.hpp"

#include "agent/domain/luhn.hpp"

#include <gtest/gtest.h>

#include <string>

namespace aisle {
namespace {

bool is_card(std::string_view code) {
    return is_payment_card(make_scan(code, "lane1", MonoTime{}));
}

// The digits, with the one behind them that makes them pass.
std::string luhn_valid(const std::string& digits) {
    for (char last = '0'; last <= '9'; ++last) {
        if (passes_luhn(digits + last)) return digits + last;
    }
    return {};
}

TEST(PaymentCardScan, KnowsANumberAlone) {
    for (const std::string_view code :
         {"4111111111111111", "4000000000000000006", "5555555555554444", "2223003122003222",
          "378282246310005", "6200000000000005", "6205500000000000004", "3530111333300000",
          "6011111111111117", "30569309025904", " 4111 1111 1111 1111\r\n",
          "]A04111111111111111"}) {
        EXPECT_TRUE(is_card(code)) << code;
    }
    EXPECT_TRUE(is_card(luhn_valid("6222021234567890")));
}

TEST(PaymentCardScan, KnowsATrack) {
    for (const std::string_view code :
         {"%B4111111111111111^LI/LEI^25121010000000000000?", ";4111111111111111=25121010000000000?",
          "%B4111 1111 1111 1111^LI/LEI^2512101?;4111111111111111=2512?",
          "%b6759649826438453^X^2512?"}) {
        EXPECT_TRUE(is_card(code)) << code;
    }
}

TEST(PaymentCardScan, LetsProductsPass) {
    for (const std::string_view code : {"4006381333931",
                                        "96385074",
                                        "036000291452",
                                        "14006381333938",
                                        "https://id.gs1.org/01/09506000134352/21/4111111111111111",
                                        "https://shop.example/p;4111111111111112=1",
                                        "(01)04006381333931(21)4111111111111111",
                                        "0104006381333931",
                                        "]C1"
                                        "4111111111111111",
                                        "]e04111111111111111",
                                        "]d24111111111111111",
                                        "]Q34111111111111111",
                                        "SN 4111111111111111",
                                        "4111111111111111-7",
                                        "4111111111111112",
                                        "41111111111111111111",
                                        "9111111111111110",
                                        "",
                                        ";=",
                                        "%B^",
                                        ";411111111111111=2512",
                                        "%B4111111111111111"}) {
        EXPECT_FALSE(is_card(code)) << code;
    }
}

TEST(PaymentCardScan, LetsEveryGtinAndSerialShippingContainerPass) {
    for (const std::string prefix : {"3600000000000", "3890000000000", "3050000000000"}) {
        for (int i = 0; i < 10; ++i) {
            const auto code = prefix + std::to_string(i);
            const bool card = is_card(code);
            const bool luhn = passes_luhn(code);
            EXPECT_LE(card, luhn) << code;
        }
    }
    // Both checks fit: the product wins.
    EXPECT_TRUE(passes_luhn("30000000000007") || !is_card("30000000000007"));
    for (const std::string prefix : {"34006381", "35280000", "40063813", "38888888"}) {
        EXPECT_FALSE(is_card(luhn_valid(prefix + "000000001"))) << prefix;
    }
}

}  // namespace
}  // namespace aisle
