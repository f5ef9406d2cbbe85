// SPDX-License-Identifier: Apache-2.0
#include "agent/api/query.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

Request asking(std::string name, std::string value) {
    Request request;
    request.query.push_back({std::move(name), std::move(value)});
    return request;
}

TEST(Query, HasNumbersWithinTheirRange) {
    const NumberAsked limit{.name = "limit", .otherwise = 100, .min = 1, .max = 500};
    EXPECT_EQ(*whole_number({}, limit), 100U);
    EXPECT_EQ(*whole_number(asking("limit", "1"), limit), 1U);
    EXPECT_EQ(*whole_number(asking("limit", "500"), limit), 500U);
    for (const auto text :
         {"0", "501", "-1", "+1", "1.0", "1 ", " 1", "", "0x1", "one", "18446744073709551617"}) {
        const auto number = whole_number(asking("limit", text), limit);
        ASSERT_FALSE(number) << text;
        EXPECT_EQ(number.error().code(), "bad_query");
        EXPECT_EQ(number.error().what(), "\"limit\" is a whole number from 1 to 500");
    }
}

TEST(Query, HoldsNoNameThatIsNotKnown) {
    EXPECT_TRUE(only_asked(asking("after", ""), {"after", "limit"}));
    const auto known = only_asked(asking("aftr", ""), {"after", "limit"});
    ASSERT_FALSE(known);
    EXPECT_EQ(known.error().what(), "\"aftr\" is not known here");
}

}  // namespace
}  // namespace aisle
