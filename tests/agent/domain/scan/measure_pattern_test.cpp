// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/scan/measure_pattern.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

TEST(MeasurePatternTest, ReadsItemAndValue) {
    const auto pattern = MeasurePattern::parse("2{P}{IIIII}{VVVVV}{C}", MeasureKind::price, 2);
    ASSERT_TRUE(pattern) << pattern.error().what();
    const auto measure = pattern->read("2112345678900");
    ASSERT_TRUE(measure);
    EXPECT_EQ(measure->item, "12345");
    EXPECT_EQ(measure->value, 67890);
    EXPECT_EQ(measure->decimals, 2);
    EXPECT_FALSE(pattern->read("6901234567892"));
    EXPECT_FALSE(pattern->read("211234567890"));
}

TEST(MeasurePatternTest, DigitsThatStandThereTellOnePatternFromAnother) {
    const auto weighed = MeasurePattern::parse("28{IIII}{K}{VVVVV}{C}", MeasureKind::weight, 3);
    ASSERT_TRUE(weighed) << weighed.error().what();
    EXPECT_EQ(weighed->read("2812349012348")->value, 1234);
    EXPECT_FALSE(weighed->read("2912349012348"));
}

TEST(MeasurePatternTest, AWrongOneIsRefusedWithItsReason) {
    for (const auto* text :
         {"", "2{PP}{IIIII}{VVVVV}{C}0", "2{P}{IIIII}{VVVVV", "2{P}{IIIII}{XVVVV}{C}",
          "2{P}{IIIII}VVVVV{C}", "9{P}{IIIII}{VVVVV}{C}", "2{P}{IIIIIIIIII}{C}",
          "2{C}{IIIII}{VVVVVV}", "2{}{IIIIII}{VVVVV}{C}", "2{PI}{IIII}{VVVVV}{C}"}) {
        EXPECT_FALSE(MeasurePattern::parse(text, MeasureKind::price, 2)) << text;
    }
    EXPECT_FALSE(MeasurePattern::parse("2{P}{IIIII}{VVVVV}{C}", MeasureKind::price, 6));
}

}  // namespace
}  // namespace aisle
