// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/digit_run.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

// "digits|digits/digits…": runs, and the groups in each.
std::string outline(std::string_view text) {
    std::string told;
    for (auto run = find_digit_run(text, 0); run; run = find_digit_run(text, run->end)) {
        told += told.empty() ? "" : "|";
        for (std::size_t i = 0; i < run->groups.size(); ++i) {
            told.append(i == 0 ? "" : "/").append(run->group(i));
        }
        EXPECT_EQ(run->digits.size(), run->places.size());
    }
    return told;
}

TEST(DigitRun, IsWhatPeopleReadAsOneNumber) {
    EXPECT_EQ(outline(""), "");
    EXPECT_EQ(outline("no digits - at all"), "");
    EXPECT_EQ(outline("12 34-5, 6"), "12/34/5|6");
    EXPECT_EQ(outline("1  2 - 3 "), "1|2|3");
    EXPECT_EQ(outline("4111.1111  1111.1111"), "4111/1111/1111/1111");
    EXPECT_EQ(outline("12.50 13.20"), "12|50/13|20") << "prices are no number";
    EXPECT_EQ(outline("4111.11112"), "4111|11112");
    EXPECT_EQ(outline("a１2 ３b"), "12/3");
    EXPECT_EQ(outline("\xef\xbc"), "") << "half a sign";
}

TEST(DigitRun, KnowsWhereItStandsAndBetweenWhat) {
    const auto run = find_digit_run("x +4１ 2X", 0);
    ASSERT_TRUE(run);
    EXPECT_EQ(run->places, (std::vector<std::size_t>{3, 4, 8}));
    EXPECT_EQ(run->groups, (std::vector<std::size_t>{0, 2}));
    EXPECT_TRUE(run->after_plus);
    EXPECT_TRUE(run->then_x);
    EXPECT_EQ(run->end, 9u);
    EXPECT_FALSE(find_digit_run("1", 0)->then_x);
    EXPECT_EQ(digit_bytes("1", 1), 0u);
    EXPECT_EQ(digits_at_most("a1２-３4"), 4u);
}

TEST(DigitRun, IsAPartOfADigestOrOfAWord) {
    const auto in_a_digest = [](const std::string& text) {
        return find_digit_run(text, 0)->in_a_digest;
    };
    EXPECT_TRUE(in_a_digest("3fc2d0134729183746501928"));
    EXPECT_TRUE(in_a_digest("no. 134729183746501928ABCDEF!"));
    EXPECT_FALSE(in_a_digest("134729183746501928000000")) << "no letter";
    EXPECT_FALSE(in_a_digest("g34729183746501928ABCDEF"));
    EXPECT_FALSE(in_a_digest("Ed134729183746501928")) << "as short as a name";
    EXPECT_TRUE(in_a_digest("1" + std::string(63, 'a')));
    EXPECT_FALSE(in_a_digest("1" + std::string(64, 'a')));
}

}  // namespace
}  // namespace aisle
