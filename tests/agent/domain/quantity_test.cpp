// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/quantity.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace aisle {
namespace {

Quantity quantity(std::string_view text) {
    const auto parsed = Quantity::parse(text);
    EXPECT_TRUE(parsed) << text;
    return parsed ? *parsed : Quantity{};
}

TEST(Quantity, IsReadAndWrittenExactly) {
    for (const std::string_view text : {"1", "2", "0.456", "0.000001", "999999999.999999", "10"}) {
        EXPECT_EQ(to_string(quantity(text)), text);
    }
    EXPECT_EQ(to_string(quantity("1.500")), "1.5");
    EXPECT_EQ(to_string(quantity("3.0")), "3");
    EXPECT_EQ(to_string(quantity("007")), "7");
    EXPECT_EQ(quantity("3.0"), quantity("3"));
}

TEST(Quantity, IsMoreThanNothingAndNothingButDigits) {
    for (const std::string_view text :
         {"", "0", "0.000", ".5", "5.", "-1", "+1", "1e3", "1,5", " 1", "1 ", "1.2.3", "NaN",
          "1234567890", "0.1234567", "\xef\xbc\x91"}) {
        EXPECT_FALSE(Quantity::parse(text)) << text;
    }
    EXPECT_EQ(Quantity::parse("x").error().code(), "bad_quantity");
}

TEST(Quantity, OfWholeItemsIsPricedToTheMinorUnit) {
    EXPECT_TRUE(*quantity("3").priced(333, 999));
    EXPECT_FALSE(*quantity("3").priced(333, 1000));
    EXPECT_FALSE(*quantity("3").priced(333, 998));
    EXPECT_TRUE(*quantity("3").priced(-333, -999));
}

TEST(Quantity, MayRoundAFractionToEitherNeighbour) {
    // 0.456 of 1299 is 592.344.
    EXPECT_TRUE(*quantity("0.456").priced(1299, 592));
    EXPECT_TRUE(*quantity("0.456").priced(1299, 593));
    EXPECT_FALSE(*quantity("0.456").priced(1299, 591));
    EXPECT_FALSE(*quantity("0.456").priced(1299, 594));
    EXPECT_TRUE(*quantity("0.456").priced(-1299, -592));
    EXPECT_TRUE(*quantity("0.456").priced(-1299, -593));
    // 0.5 of 1000 is whole, and then nothing is rounded.
    EXPECT_TRUE(*quantity("0.5").priced(1000, 500));
    EXPECT_FALSE(*quantity("0.5").priced(1000, 501));
}

TEST(Quantity, SaysWhenAPriceIsTooLargeToMultiply) {
    const auto outcome =
        quantity("999999999.999999").priced(std::numeric_limits<std::int64_t>::max(), 1);
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().code(), "amount_overflow");
}

}  // namespace
}  // namespace aisle
