// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/scan/secret_code.hpp"

#include "agent/domain/gtin.hpp"
#include "agent/domain/luhn.hpp"
#include "agent/domain/scan/gs1_check.hpp"
#include "agent/domain/scan/token.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace aisle {
namespace {

SecretKind kind_of(std::string_view raw) {
    return secret_kind(make_scan(raw, "lane1", MonoTime{}));
}

TEST(SecretCodeTest, WhatPays) {
    EXPECT_EQ(kind_of("134567890123456789"), SecretKind::wechat_pay);
    EXPECT_EQ(kind_of("287654321098765432"), SecretKind::alipay);
    EXPECT_EQ(kind_of("6212345678901234567"), SecretKind::unionpay);
    EXPECT_EQ(kind_of("]Q1134567890123456789"), SecretKind::wechat_pay);
    EXPECT_EQ(kind_of("]C0 134567890123456789 "), SecretKind::wechat_pay);
    EXPECT_EQ(kind_of("4111111111111111"), SecretKind::payment_card);
    EXPECT_EQ(kind_of("4111 1111 1111 1111"), SecretKind::payment_card);
    EXPECT_EQ(kind_of("4111-1111-1111-1111"), SecretKind::payment_card);
    EXPECT_EQ(kind_of("%B4111111111111111^DOE/JANE^2912"), SecretKind::card_track);
    EXPECT_EQ(kind_of("%B4111 1111 1111 1111^DOE/JANE^2912"), SecretKind::card_track);
    EXPECT_EQ(kind_of(";4111111111111111=2912"), SecretKind::card_track);
    EXPECT_EQ(kind_of("4111111111111111=29121010000"), SecretKind::card_track);
    EXPECT_EQ(kind_of("B4111111111111111^DOE/JANE^2912101"), SecretKind::card_track);
    EXPECT_EQ(kind_of("4111111111111 111=2912"), SecretKind::card_track);
    EXPECT_EQ(kind_of("4111111111111111=x"), SecretKind::none);
    EXPECT_EQ(kind_of("4111 1111 1111 1111=x"), SecretKind::none);
}

TEST(SecretCodeTest, WhoSomebodyIs) {
    EXPECT_EQ(kind_of("11010519491231002X"), SecretKind::resident_id);
    EXPECT_EQ(kind_of("11010519491231002x"), SecretKind::resident_id);
    EXPECT_EQ(kind_of("110105194912310021"), SecretKind::wechat_pay) << "forgotten all the same";
    EXPECT_EQ(kind_of("31010519491231002X"), SecretKind::none) << "its check character is wrong";
}

TEST(SecretCodeTest, WhatIsSoldAndWhoIsAMember) {
    EXPECT_EQ(kind_of("6901234567892"), SecretKind::none);
    EXPECT_EQ(kind_of("]C100123456789012345675"), SecretKind::none) << "an SSCC, and said to be";
    EXPECT_EQ(kind_of("]e02559520123456788000123"), SecretKind::none);
    EXPECT_EQ(kind_of("01095201234567881727123110LOT42"), SecretKind::none);
    EXPECT_EQ(kind_of("https://example.com/01/09520123456788?17=271231"), SecretKind::none);
    EXPECT_EQ(kind_of("M-4111-22"), SecretKind::none);
    EXPECT_EQ(kind_of(""), SecretKind::none);
}

// ---- A shop's worth of each, by chance ----

class Chance {
public:
    std::string digits(std::size_t size) {
        std::string text;
        for (std::size_t i = 0; i < size; ++i) text += static_cast<char>('0' + below(10));
        return text;
    }
    std::size_t below(std::size_t bound) { return engine_() % bound; }

private:
    std::mt19937 engine_{20261127};
};

char luhn_digit(const std::string& digits) {
    for (char c = '0'; c <= '9'; ++c) {
        if (passes_luhn(digits + c)) return c;
    }
    return '0';
}

char mod10_digit(const std::string& digits) {
    for (char c = '0'; c <= '9'; ++c) {
        if (passes_mod10(digits + c)) return c;
    }
    return '0';
}

std::string some_card(Chance& chance) {
    struct Issuer {
        const char* prefix;
        std::size_t size;
    };
    constexpr Issuer issuers[] = {
        {"4", 16},    {"51", 16},   {"55", 16},   {"2221", 16}, {"34", 15}, {"37", 15},
        {"36", 14},   {"3528", 16}, {"6011", 16}, {"65", 16},   {"62", 16}, {"62", 17},
        {"62", 18},   {"62", 19},   {"38", 14},   {"6222", 19}, {"4", 19},  {"6759", 16},
        {"2202", 16}, {"9558", 19}, {"5018", 16}, {"6070", 16}};
    const auto& issuer = issuers[chance.below(std::size(issuers))];
    std::string number = issuer.prefix;
    number += chance.digits(issuer.size - number.size() - 1);
    number += luhn_digit(number);
    // 14 digits that are a GTIN as well are taken for one; the header says so.
    return is_gtin(number) ? some_card(chance) : number;
}

std::string some_wallet(Chance& chance) {
    switch (chance.below(3)) {
        case 0:
            return "1" + std::string(1, static_cast<char>('0' + chance.below(6))) +
                   chance.digits(16);
        case 1:
            return std::to_string(25 + chance.below(6)) + chance.digits(14 + chance.below(9));
        default:
            return "62" + chance.digits(17);
    }
}

std::string in_groups(const std::string& digits, char between) {
    std::string text;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        if (i > 0 && i % 4 == 0) text += between;
        text += digits[i];
    }
    return text;
}

TEST(SecretCodeTest, NoneOfTenThousandIsMissed) {
    Chance chance;
    for (int i = 0; i < 10'000; ++i) {
        auto code = i % 2 == 0 ? some_card(chance) : some_wallet(chance);
        if (i % 7 == 0) code = in_groups(code, ' ');
        if (i % 11 == 0) code = in_groups(code, '-');
        if (i % 5 == 0) code = "]Q1" + code;
        EXPECT_NE(kind_of(code), SecretKind::none) << code;
    }
}

std::string some_good_code(Chance& chance) {
    switch (chance.below(8)) {
        case 0: {
            const auto digits = "69" + chance.digits(10);
            return digits + mod10_digit(digits);
        }
        case 1: {
            const auto digits = chance.digits(11);
            return "]E0" + digits + mod10_digit(digits);
        }
        case 2: {
            const auto digits = "0" + chance.digits(12);
            return "]Q301" + digits + mod10_digit(digits) + "10" + chance.digits(8);
        }
        case 3: {
            const auto digits = "0" + chance.digits(12);
            return "https://a.example/01/" + digits + mod10_digit(digits) + "/21/" +
                   chance.digits(12);
        }
        case 4: {
            const auto digits = chance.digits(17);
            return "]C100" + digits + mod10_digit(digits);
        }
        case 5: {
            Token token;
            token.serial = chance.below(1'000'000'000);
            return token_text(token_payload(token), std::string(64, 'x'));
        }
        case 6:
            return "9" + chance.digits(11);  // a member's card
        default:
            return "M" + chance.digits(15);
    }
}

TEST(SecretCodeTest, OfAHundredThousandCodesOfAShopNextToNoneIsRefused) {
    Chance chance;
    int refused = 0;
    for (int i = 0; i < 100'000; ++i) {
        if (kind_of(some_good_code(chance)) != SecretKind::none) ++refused;
    }
    EXPECT_LE(refused, 100);
}

TEST(SecretCode, IsKnownHoweverMuchBlankStandsRoundIt) {
    const std::string blanks(60, ' ');
    EXPECT_EQ(kind_of(blanks + "4111111111111111" + blanks), SecretKind::payment_card);
    EXPECT_EQ(kind_of("2 8 7 6 5 4 3 2 1 0 9 8 7 6 5 4 3 2 1 0 9 8 7 6\r\n"), SecretKind::alipay);
}

}  // namespace
}  // namespace aisle
