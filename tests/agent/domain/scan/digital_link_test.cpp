// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/scan/digital_link.hpp"

#include <gtest/gtest.h>

#include <string>

namespace aisle {
namespace {

// The canonical form, or the code of the error.
std::string read(std::string_view text) {
    const auto address = parse_web_address(text);
    if (!address) return "no address";
    DigitalLink link;
    const auto outcome = parse_digital_link(*address, link);
    if (!outcome) return std::string(outcome.error().code());
    // It is moved in the daemon; what was decoded has to come along.
    const DigitalLink moved = std::move(link);
    return canonical_digital_link(moved.elements);
}

TEST(DigitalLinkTest, KeyQualifiersAndAttributes) {
    EXPECT_EQ(read("https://example.com/01/09520123456788/10/LOT42/21/SER0001?17=271231"),
              "https://id.gs1.org/01/09520123456788/10/LOT42/21/SER0001?17=271231");
    EXPECT_EQ(read("https://example.org/01/12312312312333"),
              "https://id.gs1.org/01/12312312312333");
    EXPECT_EQ(read("http://a.example/255/9520123456788000123"),
              "https://id.gs1.org/255/9520123456788000123");
    EXPECT_EQ(read("http://a.example/415/9520123456788/8020/bill"),
              "https://id.gs1.org/415/9520123456788/8020/bill");
}

TEST(DigitalLinkTest, AnyDomainAnyPathAnyCaseOfTheScheme) {
    EXPECT_EQ(read("HTTPS://shop.example/de/some/01/stem/01/09520123456788/"),
              "https://id.gs1.org/01/09520123456788");
    EXPECT_EQ(read("https://user@a.example:8443/01/09520123456788#part"),
              "https://id.gs1.org/01/09520123456788");
}

TEST(DigitalLinkTest, AShortGtinIsFilledUp) {
    EXPECT_EQ(read("https://a.example/01/9501101530003"), "https://id.gs1.org/01/09501101530003");
    EXPECT_EQ(read("https://a.example/01/416000336108/21/%41%42C"),
              "https://id.gs1.org/01/00416000336108/21/ABC");
    EXPECT_EQ(read("https://a.example/01/02345673"), "https://id.gs1.org/01/00000002345673");
}

TEST(DigitalLinkTest, QualifiersHaveTheirOrder) {
    EXPECT_EQ(read("https://a.example/01/09520123456788/22/A/21/B"),
              "https://id.gs1.org/01/09520123456788/22/A/21/B");
    EXPECT_EQ(read("https://a.example/01/09520123456788/21/A/10/B"), "digital_link_invalid");
    EXPECT_EQ(read("https://a.example/01/09520123456788/235/A"),
              "https://id.gs1.org/01/09520123456788/235/A");
    EXPECT_EQ(read("https://a.example/01/09520123456788/10/A/235/B"), "digital_link_invalid");
    EXPECT_EQ(read("https://a.example/00/123456789012345675/10/A"), "digital_link_invalid");
}

TEST(DigitalLinkTest, TheQueryHoldsAttributesOfGs1AndOfOthers) {
    EXPECT_EQ(read("https://a.example/01/09520123456788?utm_source=x&3103=000189;linkType=all"),
              "https://id.gs1.org/01/09520123456788?3103=000189");
    EXPECT_EQ(read("https://a.example/01/09520123456788?10=A"), "digital_link_invalid");
    EXPECT_EQ(read("https://a.example/01/09520123456788?8200=A"), "digital_link_invalid");
    EXPECT_EQ(read("https://a.example/01/09520123456788?1234=A"), "digital_link_invalid");
    EXPECT_EQ(read("https://a.example/01/09520123456788?&;&x"),
              "https://id.gs1.org/01/09520123456788");
}

TEST(DigitalLinkTest, EscapesAreReadOnceAndNeverAZeroByte) {
    EXPECT_EQ(read("https://a.example/01/09520123456788/10/a%2Fb%25"),
              "https://id.gs1.org/01/09520123456788/10/a%2Fb%25");
    EXPECT_EQ(read("https://a.example/01/09520123456788/10/a%00"), "digital_link_invalid");
    EXPECT_EQ(read("https://a.example/01/09520123456788/10/a%2"), "digital_link_invalid");
    EXPECT_EQ(read("https://a.example/01/09520123456788/10/a+b"),
              "https://id.gs1.org/01/09520123456788/10/a%2Bb");
}

TEST(DigitalLinkTest, AWrongNumberIsAWrongLink) {
    EXPECT_EQ(read("https://a.example/01/09520123456789"), "digital_link_invalid");
    EXPECT_EQ(read("https://a.example/414/9520123456789"), "digital_link_invalid");
}

TEST(DigitalLinkTest, OtherAddressesAreNone) {
    EXPECT_EQ(read("https://a.example/x/y"), "not_found");
    EXPECT_EQ(read("https://a.example"), "not_found");
    EXPECT_EQ(read("https://a.example/01"), "not_found");
    EXPECT_EQ(read("https://a.example/10/LOT/21/SER"), "not_found");
    EXPECT_EQ(read("https://id.gs1.org/ARHKVAdpQg"), "digital_link_compressed");
    EXPECT_EQ(read("ftp://a.example/01/09520123456788"), "no address");
    EXPECT_EQ(read("https:///01/09520123456788"), "no address");
    EXPECT_EQ(read("https://a.example/01/0952012345 6788"), "no address");
}

}  // namespace
}  // namespace aisle
