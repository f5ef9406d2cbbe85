// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/scan.hpp"

#include <gtest/gtest.h>

#include <string>

namespace aisle {
namespace {

constexpr MonoTime noon{Micros{1'000'000}};

Scan scan(std::string_view raw) {
    return make_scan(raw, "lane1", noon);
}

TEST(Scan, KeepsWhoReadItAndWhen) {
    const auto read = scan("4006381333931");
    EXPECT_EQ(read.source, "lane1");
    EXPECT_EQ(read.at, noon);
}

TEST(Scan, TakesTheAimIdentifierOffTheFront) {
    const auto gs1 = scan(
        "]Q30109520123456788\x1d"
        "21A");
    EXPECT_EQ(gs1.aim, "]Q3");
    EXPECT_EQ(gs1.bytes,
              "0109520123456788\x1d"
              "21A");
    EXPECT_EQ(scan("]zA123").aim, "]zA");
    EXPECT_EQ(scan("]Xg036000291452").aim, "]Xg");
}

TEST(Scan, TakesOnlyOneIdentifierOff) {
    EXPECT_EQ(scan("]Q1]C1010").bytes, "]C1010");
}

TEST(Scan, LeavesBytesAloneThatOnlyLookLikeAnIdentifier) {
    for (const std::string raw :
         {"4006381333931", "]", "]Q", "]13x", "]Q-x", "] 1x", "[Q1x", "x]Q1y", "]\xC3\xA4x"}) {
        EXPECT_EQ(scan(raw).aim, "") << raw;
        EXPECT_EQ(scan(raw).bytes, raw);
    }
}

TEST(Scan, KeepsAnIdentifierWithNothingBehindItAsWhatWasScanned) {
    EXPECT_EQ(scan("]Q1").aim, "");
    EXPECT_EQ(scan("]Q1").bytes, "]Q1");
}

TEST(Scan, KeepsZeroBytesAndBytesThatAreNoText) {
    const std::string binary("\0\xff]Q1\0", 6);
    EXPECT_EQ(scan(binary).bytes, binary);
    EXPECT_EQ(scan("]d1" + binary).bytes, binary);
}

TEST(Scan, TakesAScannersEscapesOutWhereItSaysThatThereAreSome) {
    for (const std::string aim : {"]Q2", "]Q4", "]Q6", "]d4", "]d5", "]d6"}) {
        EXPECT_EQ(make_scan(aim + R"(\000026a\\b\1)", "lane1", noon).bytes, R"(a\b\1)") << aim;
    }
    for (const std::string aim : {"]Q1", "]Q3", "]d2", "]E0", ""}) {
        EXPECT_EQ(make_scan(aim + R"(\000026a\\b)", "lane1", noon).bytes, R"(\000026a\\b)") << aim;
    }
    EXPECT_EQ(without_escapes(R"(\00002)"), R"(\00002)");
    EXPECT_EQ(without_escapes("\\"), "\\");
}

}  // namespace
}  // namespace aisle
