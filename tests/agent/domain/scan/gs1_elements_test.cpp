// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/scan/gs1_elements.hpp"

#include <gtest/gtest.h>

#include <string>

namespace aisle {
namespace {

using namespace std::string_literals;

// "01=…,10=…", or what is wrong.
std::string told(const Result<void>& read, const Gs1Elements& elements) {
    if (!read) return std::string(read.error().code()) + ": " + std::string(read.error().what());
    std::string text;
    for (const auto& element : elements.all()) {
        text += (text.empty() ? "" : ",") + std::string(element.number) + "=" +
                std::string(element.value);
    }
    return text;
}

std::string plain(const std::string& bytes) {
    Gs1Elements elements;
    const auto read = parse_element_string(bytes, elements);
    return told(read, elements);
}

std::string bracketed(const std::string& text) {
    Gs1Elements elements;
    const auto read = parse_bracketed(text, elements);
    return told(read, elements);
}

TEST(Gs1ElementsTest, ValuesEndByLengthOrBySeparator) {
    EXPECT_EQ(plain("01095201234567881727123110LOT42\x1d"s + "21SER0001"),
              "01=09520123456788,17=271231,10=LOT42,21=SER0001");
    EXPECT_EQ(plain("011231231231233310ABC123\x1d"s + "99TESTING"),
              "01=12312312312333,10=ABC123,99=TESTING");
    EXPECT_EQ(plain("01123123123123338200http://example.com"),
              "01=12312312312333,8200=http://example.com");
    EXPECT_EQ(plain("00123456789012345675"), "00=123456789012345675");
    EXPECT_EQ(plain("2559520123456788000123"), "255=9520123456788000123");
}

TEST(Gs1ElementsTest, SeparatorsThatNeedNotBeThereAreLetPass) {
    EXPECT_EQ(plain("\x1d"s + "0112312312312333\x1d" + "10A\x1d"), "01=12312312312333,10=A");
}

TEST(Gs1ElementsTest, WhatIsWrongIsNamed) {
    EXPECT_EQ(plain("0112312312312334"), "gs1_invalid: (01) has a wrong check digit");
    EXPECT_EQ(plain("0112312"), "gs1_invalid: (01) has 5 bytes and not 14");
    EXPECT_EQ(plain("0512312"), "gs1_invalid: (05) is no application identifier");
    EXPECT_EQ(plain("310"), "gs1_invalid: (310) is no application identifier");
    EXPECT_EQ(plain("011231231231233317271332"),
              "gs1_invalid: (17) is not as its USE BY or EXPIRY has to be");
    EXPECT_EQ(plain("011231231231233310\x1d"s + "21A"),
              "gs1_invalid: (10) has 0 bytes and not 1 to 20");
    EXPECT_EQ(plain("01123123123123331\x1d"s), "gs1_invalid: (1\x1d) is no application identifier");
    EXPECT_EQ(plain("0112312312312333"
                    "10A^\x1d"s),
              "gs1_invalid: (10) is not made of the 82 characters of GS1");
    EXPECT_EQ(plain(""), "gs1_invalid: an empty element string");
}

TEST(Gs1ElementsTest, AScannerThatDropsSeparatorsIsSeen) {
    const auto what = plain("011231231231233310ABC12321SERIAL-0000000001");
    EXPECT_TRUE(what.starts_with("gs1_separator_missing: (10) has 25 bytes")) << what;
}

TEST(Gs1ElementsTest, TheSameTwiceIsOnceAndOtherwiseWrong) {
    EXPECT_EQ(plain("0112312312312333"
                    "0112312312312333"),
              "01=12312312312333");
    EXPECT_EQ(plain("0112312312312333"
                    "0109520123456788"),
              "gs1_invalid: (01) stands there twice, with two values");
}

TEST(Gs1ElementsTest, WhatBelongsTogetherStandsTogether) {
    EXPECT_EQ(plain("10LOT"), "gs1_pairing: (10) stands without what it belongs to");
    EXPECT_EQ(plain("0112312312312333"
                    "375"),
              "gs1_pairing: (01) may not stand beside another that is there");
    EXPECT_EQ(plain("0212312312312333"
                    "375\x1d"s +
                    "00123456789012345675"),
              "02=12312312312333,37=5,00=123456789012345675");
    // A variant of an item, or of a piece of one.
    EXPECT_EQ(plain("8006095201234567880102\x1d"
                    "22A"),
              "8006=095201234567880102,22=A");
    EXPECT_EQ(plain("22A"), "gs1_pairing: (22) stands without what it belongs to");
    // A price needs the item and its measure, in one of several units.
    EXPECT_EQ(plain("0112312312312333"
                    "3922199"),
              "gs1_pairing: (3922) stands without what it belongs to");
    EXPECT_EQ(plain("0112312312312333"
                    "3103000189"
                    "3922199"),
              "01=12312312312333,3103=000189,3922=199");
    EXPECT_EQ(plain("0112312312312333"
                    "3103000189"
                    "3102000019"),
              "gs1_pairing: (3103) may not stand beside another that is there");
}

TEST(Gs1ElementsTest, APersonWritesBrackets) {
    EXPECT_EQ(bracketed("(01)12312312312333(10)ABC(1)(99)X"), "01=12312312312333,10=ABC(1),99=X");
    EXPECT_EQ(bracketed("(01)12312312312333x"), "gs1_invalid: (01) has 15 bytes and not 14");
    EXPECT_TRUE(bracketed("01)123").starts_with("gs1_invalid: an identifier in brackets"));
    EXPECT_TRUE(bracketed("(01").starts_with("gs1_invalid: an identifier in brackets"));
}

TEST(Gs1ElementsTest, NoCodeHasMoreThanTheBound) {
    std::string text;
    for (int n = 0; n < 10; ++n) text += "(9" + std::to_string(n) + ")x";
    EXPECT_FALSE(bracketed(text).starts_with("gs1_invalid"));
    text = "(01)12312312312333(8004)1234" + text;
    for (int n = 0; n < 10; ++n) text += "(723" + std::to_string(n) + ")AB1";
    EXPECT_EQ(bracketed(text), "gs1_invalid: more than 20 application identifiers in one code");
}

}  // namespace
}  // namespace aisle
