// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/scan/coupon_code.hpp"

#include "agent/base/entropy.hpp"
#include "agent/base/limits.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <deque>
#include <string>
#include <utility>

namespace aisle {
namespace {

using namespace std::string_literals;

constexpr std::uint64_t seed = 20260701;
// GS1's: company prefix, offer code, what is saved, what has to be bought.
const std::string shortest = "012345612345611110123";

// The digits without the blanks that make them readable; kept, because what is read are views.
const std::string& joined(std::string digits) {
    static std::deque<std::string> kept;
    std::erase(digits, ' ');
    return kept.emplace_back(std::move(digits));
}

Coupon8110 read(const std::string& digits) {
    const auto coupon = parse_coupon_8110(joined(digits));
    EXPECT_TRUE(coupon) << digits << ": " << coupon.error().what();
    return coupon ? *coupon : Coupon8110();
}

void refuses(const std::string& digits, std::string_view field) {
    const auto coupon = parse_coupon_8110(joined(digits));
    ASSERT_FALSE(coupon) << digits;
    EXPECT_EQ(coupon.error().kind(), Errc::invalid);
    EXPECT_EQ(coupon.error().code(), "bad_coupon");
    EXPECT_EQ(coupon.error().what(), "coupon 8110: wrong " + std::string(field)) << digits;
}

TEST(CouponCodeTest, WhatEveryOneOf8110Has) {
    const auto coupon = read(shortest);
    EXPECT_EQ(coupon.company, "123456");
    EXPECT_EQ(coupon.offer, "123456");
    EXPECT_EQ(coupon.save, "1");
    EXPECT_EQ(coupon.first.value, "1");
    EXPECT_EQ(coupon.first.code, "0");
    EXPECT_EQ(coupon.first.family, "123");
    EXPECT_EQ(coupon.save_code, "0") << "an amount, where nothing else is said";
    EXPECT_FALSE(coupon.second || coupon.third);
    for (const auto field :
         {coupon.first.company, coupon.rules, coupon.expires, coupon.starts, coupon.serial,
          coupon.retailer, coupon.applies_to, coupon.store_coupon, coupon.not_multiplied}) {
        EXPECT_EQ(field, "");
    }
}

TEST(CouponCodeTest, WhatOneOf8110MayHave) {
    const std::string digits =
        shortest +
        "1 3 250 4 567 0654321 2 15 1 890 9 3271231 4270101 50777777 617654321 9 5 2 1 0";
    const auto coupon = read(digits);
    EXPECT_EQ(coupon.rules, "3");
    ASSERT_TRUE(coupon.second && coupon.third);
    EXPECT_EQ(coupon.second->value, "50");
    EXPECT_EQ(coupon.second->code, "4");
    EXPECT_EQ(coupon.second->family, "567");
    EXPECT_EQ(coupon.second->company, "654321");
    EXPECT_EQ(coupon.third->value, "5");
    EXPECT_EQ(coupon.third->code, "1");
    EXPECT_EQ(coupon.third->family, "890");
    EXPECT_EQ(coupon.third->company, "") << "9: that of the coupon";
    EXPECT_EQ(coupon.expires, "271231");
    EXPECT_EQ(coupon.starts, "270101");
    EXPECT_EQ(coupon.serial, "777777");
    EXPECT_EQ(coupon.retailer, "7654321");
    EXPECT_EQ(coupon.save_code, "5");
    EXPECT_EQ(coupon.applies_to, "2");
    EXPECT_EQ(coupon.store_coupon, "1");
    EXPECT_EQ(coupon.not_multiplied, "0");
}

TEST(CouponCodeTest, ALengthIsItsFirstDigit) {
    EXPECT_EQ(read("6 123456789012 123456 512345 512345 9 000").company, "123456789012");
    EXPECT_EQ(read("6 123456789012 123456 512345 512345 9 000").save, "12345");
    EXPECT_EQ(read(shortest + "59 123456789012345").serial, "123456789012345");
    EXPECT_EQ(read(shortest + "67 1234567890123").retailer, "1234567890123");
    refuses("7" + shortest.substr(1), "company prefix");
    refuses("0123456 123456 01 110123", "save value");
    refuses("0123456 123456 6123456 110123", "save value");
    refuses("0123456 123456 11 010123", "purchase requirement");
    refuses("0123456 123456 11 6123456 0123", "purchase requirement");
    refuses(shortest + "60 123456", "retailer");
    refuses(shortest + "68 12345678901234", "retailer");
}

TEST(CouponCodeTest, ADigitThatIsNotAmongItsOwnIsRefused) {
    refuses("0123456 123456 11 11 5 123", "purchase requirement code");
    refuses(shortest + "14 110123 9", "additional purchase rules");
    refuses(shortest + "10 110123 7", "company prefix of a purchase");
    refuses(shortest + "93000", "save value code");
    refuses(shortest + "90300", "item that the save value applies to");
    refuses(shortest + "90002", "don't multiply flag");
    EXPECT_EQ(read(shortest + "90091").store_coupon, "9") << "whatever a store means by it";
}

TEST(CouponCodeTest, DatesAreDatesAndTheFirstIsNotAfterTheLast) {
    refuses(shortest + "3271301", "expiration date");
    refuses(shortest + "3271200", "expiration date");
    refuses(shortest + "4270229", "start date");
    refuses(shortest + "3270101 4270102", "start date: it is after the expiration date");
    EXPECT_EQ(read(shortest + "3270101 4270101").starts, "270101");
    EXPECT_EQ(read(shortest + "4280229").starts, "280229") << "a leap year, and no end";
}

TEST(CouponCodeTest, FieldsHaveTheirOrderAndEachStandsOnce) {
    refuses(shortest + "4270101 3270101", "what stands behind its last field");
    refuses(shortest + "3271231 3271231", "what stands behind its last field");
    refuses(shortest + "7", "what stands behind its last field");
    refuses(shortest + "8", "what stands behind its last field");
    refuses(shortest + "0", "what stands behind its last field");
    refuses(shortest + "90000 9", "what stands behind its last field");
}

TEST(CouponCodeTest, WhatEndsTooSoonNamesTheFieldThatIsNotThere) {
    refuses("", "company prefix");
    refuses("012345", "company prefix");
    refuses("012345612345", "offer code");
    refuses(shortest.substr(0, 13), "save value");
    refuses(shortest.substr(0, 14), "save value");
    refuses(shortest.substr(0, 20), "family code");
    refuses(shortest + "1", "additional purchase rules");
    refuses(shortest + "2", "purchase requirement");
    refuses(shortest + "327123", "expiration date");
    refuses(shortest + "5", "serial number");
    refuses(shortest + "9", "save value code");
    refuses(shortest + "9000", "don't multiply flag");
}

TEST(CouponCodeTest, NothingButDigits) {
    for (const auto& byte : {"a"s, "\t"s, "\0"s, "\x1d"s, "\xff"s, "-"s, "\n"s, "０"s}) {
        refuses(shortest + byte, "something that is no digit");
        refuses(byte + shortest, "something that is no digit");
        EXPECT_FALSE(parse_coupon_8112("001234561234560123456" + byte));
    }
    refuses(std::string(scan_bytes_max, '0'), "save value");
    refuses(shortest + std::string(scan_bytes_max, '9'), "save value code");
}

// ---- What was written by chance is what is read ----

class CouponWriter {
public:
    explicit CouponWriter(Entropy& entropy) : entropy_(entropy) {}

    void mark(char sign) { text_ += sign; }
    std::string digits(std::size_t size) {
        std::string made;
        while (made.size() < size) made += static_cast<char>('0' + entropy_.below(10));
        text_ += made;
        return made;
    }
    std::string one_of(std::string_view some) {
        text_ += some[entropy_.below(some.size())];
        return text_.substr(text_.size() - 1);
    }
    std::string measured(std::string_view sizes, std::size_t base) {
        return digits(base + static_cast<std::size_t>(one_of(sizes)[0] - '0'));
    }
    const std::string& text() const { return text_; }

private:
    Entropy& entropy_;
    std::string text_;
};

struct Purchase {
    explicit Purchase(CouponWriter& writer)
        : value(writer.measured("12345", 0)),
          code(writer.one_of("012349")),
          family(writer.digits(3)) {}

    std::string value, code, family;
};

void expect_purchase(const CouponPurchase& read, const Purchase& written) {
    EXPECT_EQ(read.value, written.value);
    EXPECT_EQ(read.code, written.code);
    EXPECT_EQ(read.family, written.family);
}

TEST(CouponCodeTest, WhatIsWrittenIsRead) {
    SeededEntropy entropy{seed};
    for (int i = 0; i < 1000; ++i) {
        CouponWriter writer(entropy);
        const auto company = writer.measured("0123456", 6);
        const auto offer = writer.digits(6);
        const auto save = writer.measured("12345", 0);
        const Purchase first(writer);
        writer.mark('1');
        const auto rules = writer.one_of("0123");
        const Purchase second(writer);
        const auto of = writer.measured("0123456", 6);
        const bool has_third = entropy.below(2) == 0;
        if (has_third) writer.mark('2');
        const Purchase third = has_third ? Purchase(writer) : second;
        if (has_third) writer.mark('9');
        const bool has_serial = entropy.below(2) == 0;
        if (has_serial) writer.mark('5');
        const auto serial = has_serial ? writer.measured("0123456789", 6) : "";
        writer.mark('6');
        const auto retailer = writer.measured("1234567", 6);
        SCOPED_TRACE(writer.text() + ", seed " + std::to_string(seed));
        const auto coupon = read(writer.text());
        EXPECT_EQ(coupon.company, company);
        EXPECT_EQ(coupon.offer, offer);
        EXPECT_EQ(coupon.save, save);
        EXPECT_EQ(coupon.rules, rules);
        expect_purchase(coupon.first, first);
        ASSERT_TRUE(coupon.second);
        expect_purchase(*coupon.second, second);
        EXPECT_EQ(coupon.second->company, of);
        ASSERT_EQ(coupon.third.has_value(), has_third);
        if (has_third) expect_purchase(*coupon.third, third);
        EXPECT_EQ(coupon.serial, serial);
        EXPECT_EQ(coupon.retailer, retailer);
    }
}

TEST(CouponCodeTest, AnyDigitsAreReadOrRefusedAndNothingIsLeftOver) {
    SeededEntropy entropy{seed};
    for (int i = 0; i < 20'000; ++i) {
        std::string digits = entropy.below(2) == 0 ? shortest : "";
        for (auto more = entropy.below(40); more > 0; --more) {
            digits += static_cast<char>('0' + entropy.below(10));
        }
        const auto coupon = parse_coupon_8110(digits);
        if (!coupon) continue;
        EXPECT_FALSE(parse_coupon_8110(digits + "0")) << digits << ", seed " << seed;
        EXPECT_FALSE(parse_coupon_8110(digits.substr(0, shortest.size() - 1))) << digits;
    }
}

// ---- 8112 ----

TEST(CouponCodeTest, AnOfferOf8112) {
    const auto plain = parse_coupon_8112("001234561234560123456");
    ASSERT_TRUE(plain);
    EXPECT_EQ(plain->format, "0");
    EXPECT_EQ(plain->funder, "123456");
    EXPECT_EQ(plain->offer, "123456");
    EXPECT_EQ(plain->serial, "123456");
    const auto longest = parse_coupon_8112("061234567890121234569123456789012345");
    ASSERT_TRUE(longest);
    EXPECT_EQ(longest->funder, "123456789012");
    EXPECT_EQ(longest->serial, "123456789012345");
    EXPECT_EQ(parse_coupon_8112("101234561234560123456")->format, "1");
}

TEST(CouponCodeTest, AWrong8112NamesWhatIsWrong) {
    struct Case {
        const char* digits;
        const char* what;
    };
    for (const auto& [digits, what] :
         {Case{"201234561234560123456", "format code"},
          {"", "format code"},
          {"0", "funder id"},
          {"071234567890123123456012345", "funder id"},
          {"0012345", "funder id"},
          {"0012345612345", "offer code"},
          {"00123456123456", "serial number"},
          {"00123456123456012345", "serial number"},
          {"0012345612345601234567", "what stands behind its last field"}}) {
        const auto offer = parse_coupon_8112(digits);
        ASSERT_FALSE(offer) << digits;
        EXPECT_EQ(offer.error().what(), "coupon 8112: wrong "s + what) << digits;
        EXPECT_EQ(offer.error().code(), "bad_coupon");
    }
}

}  // namespace
}  // namespace aisle
