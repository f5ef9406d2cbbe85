// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/phone.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

std::string in(std::string_view region, std::string_view typed) {
    const auto phone = normalise_phone(typed, region);
    return phone ? *phone : "refused: " + std::string(phone.error().code());
}
constexpr std::string_view no = "refused: bad_phone";

TEST(Phone, TypedAtHomeGetsItsCountry) {
    EXPECT_EQ(in("CN", "13800138000"), "+8613800138000");
    EXPECT_EQ(in("HK", "91234567"), "+85291234567");
    EXPECT_EQ(in("MO", "61234567"), "+85361234567");
    EXPECT_EQ(in("TW", "0912345678"), "+886912345678");
}

TEST(Phone, IsTheSameHoweverItIsTyped) {
    for (const std::string_view typed :
         {"138 0013 8000", "138-0013-8000", "(138) 0013.8000", "+86 138 0013 8000",
          "0086 13800138000", "\xef\xbc\x8b\xef\xbc\x98\xef\xbc\x96 13800138000",
          "\xef\xbc\x91\xef\xbc\x93\xef\xbc\x98"
          "00138000",
          "\xef\xbc\x88"
          "138\xef\xbc\x89"
          "0013\xef\xbc\x8d"
          "8000"}) {
        EXPECT_EQ(in("CN", typed), "+8613800138000") << typed;
    }
    EXPECT_EQ(in("CN", "+886 0912 345 678"), "+886912345678");
}

TEST(Phone, OfATableRegionIsAMobileNumber) {
    EXPECT_EQ(in("CN", "12800138000"), no);
    EXPECT_EQ(in("CN", "1380013800"), no);
    EXPECT_EQ(in("CN", "138001380000"), no);
    EXPECT_EQ(in("CN", "+861013800138"), no);
    EXPECT_EQ(in("HK", "31234567"), no);
    EXPECT_EQ(in("MO", "28123456"), no);
    EXPECT_EQ(in("TW", "912345678"), no);
    EXPECT_EQ(in("TW", "0212345678"), no);
}

TEST(Phone, FromAbroadNeedsItsCountry) {
    EXPECT_EQ(in("CN", "+44 7911 123456"), "+447911123456");
    EXPECT_EQ(in("CN", "0049 151 23456789"), "+4915123456789");
    EXPECT_EQ(in("DE", "+4915123456789"), "+4915123456789");
    EXPECT_EQ(in("DE", "015123456789"), no);
    EXPECT_EQ(in("", "13800138000"), no);
}

TEST(Phone, RefusesWhatIsNone) {
    for (const std::string_view typed :
         {"", "+", "00", "+0123456789", "+123456", "+1234567890123456", "1380013800O", "tel:138",
          "138+00138000", "++8613800138000", "\xef\xbc", "\xef", "13800138000\n",
          "\xf0\x9f\x98\x80", "138 00138000 ext 5"}) {
        EXPECT_EQ(in("CN", typed), no) << typed;
    }
    EXPECT_EQ(in("CN", std::string(100'000, '1')), no);
    EXPECT_EQ(in("CN", std::string(100'000, ' ') + "13800138000"), no);
}

TEST(Phone, IsNotRepeatedByItsRefusal) {
    const auto refusal = normalise_phone("12345", "CN");
    ASSERT_FALSE(refusal);
    EXPECT_EQ(refusal.error().what().find("12345"), std::string::npos);
}

}  // namespace
}  // namespace aisle
