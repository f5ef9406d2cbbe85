// SPDX-License-Identifier: Apache-2.0
#include "agent/base/pattern.hpp"

#include "agent/base/limits.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <initializer_list>

namespace aisle {
namespace {

using namespace std::string_literals;
using Groups = std::vector<std::string_view>;

Pattern pattern(std::string_view expression) {
    auto compiled = Pattern::compile(expression);
    EXPECT_TRUE(compiled) << expression << ": " << compiled.error().what();
    return std::move(*compiled);
}

bool fits(std::string_view expression, std::string_view text) {
    return pattern(expression).fits(text);
}

Groups groups_of(std::string_view expression, std::string_view text) {
    const auto compiled = pattern(expression);
    Groups found(compiled.groups().size());
    EXPECT_TRUE(compiled.fits(text, found)) << expression << " and " << text;
    return found;
}

Error error_of(std::string_view expression) {
    const auto compiled = Pattern::compile(expression);
    EXPECT_FALSE(compiled) << expression;
    return compiled ? Error() : compiled.error();
}

TEST(PatternTest, HasToFitTheWholeText) {
    EXPECT_TRUE(fits("M\\d{8}", "M00000017"));
    EXPECT_FALSE(fits("M\\d{8}", "M000000171"));
    EXPECT_FALSE(fits("M\\d{8}", "xM00000017"));
    EXPECT_FALSE(fits("M\\d{8}", "M0000001"));
    EXPECT_FALSE(fits("M\\d{8}", "m00000017"));
    EXPECT_TRUE(fits("", ""));
    EXPECT_FALSE(fits("", "a"));
}

// "a" stands first, and fits a part; "ab" is what the whole text is.
TEST(PatternTest, LooksForTheAlternativeThatReachesTheEnd) {
    EXPECT_TRUE(fits("a|ab", "ab"));
    EXPECT_TRUE(fits("^a$|^ab$", "ab"));
    EXPECT_EQ(groups_of("(a|ab)(c|bcd)?", "abcd"), (Groups{"a", "bcd"}));
    EXPECT_FALSE(fits("a|b", "ab"));
}

TEST(PatternTest, ALineEndIsNoEndOfTheText) {
    EXPECT_FALSE(fits("\\d{4}", "1234\n"));
    EXPECT_FALSE(fits("^\\d{4}$", "1234\n"));
    EXPECT_FALSE(fits("(?m)^\\d{4}$", "1234\n5678"));
    EXPECT_FALSE(fits("\\d{4}.*", "1234\nx")) << "a dot is no line end";
    EXPECT_TRUE(fits("(?s)\\d{4}.*", "1234\nx"));
}

TEST(PatternTest, AZeroByteIsAByteAsAnyOther) {
    EXPECT_FALSE(fits("\\d{4}", "1234\0"s));
    EXPECT_FALSE(fits("\\d{4}", "\0"s + "1234"));
    EXPECT_TRUE(fits("1234\\x00", "1234\0"s));
    EXPECT_TRUE(fits("12.4", "12\0"s + "4"));
    EXPECT_TRUE(fits("a\0b"s, "a\0b"s));
    EXPECT_EQ(pattern("a\0b"s).expression(), "a\0b"s);
}

TEST(PatternTest, SignsAreThoseOfUtf8AndWhatIsNoneFitsNothing) {
    EXPECT_TRUE(fits("会员\\d", "会员7"));
    EXPECT_TRUE(fits("..", "会员"));
    EXPECT_FALSE(fits("..", "会"));
    for (const auto& text : {"\xff"s, "\xe4\xbc"s, "\xc0\x80"s, "a\x80"s}) {
        EXPECT_FALSE(fits("(?s).", text));
        EXPECT_FALSE(fits("(?s)a.", text));
    }
}

TEST(PatternTest, GroupsAreTakenInTheOrderOfTheirNames) {
    const auto receipt = pattern("(?P<store>S\\d+)-(\\d+)-(?P<day>\\d{8})");
    EXPECT_EQ(receipt.groups(), (std::vector<std::string>{"store", "", "day"}));
    EXPECT_EQ(groups_of(receipt.expression(), "S42-7-20260701"), (Groups{"S42", "7", "20260701"}));
    EXPECT_EQ(pattern("(?:a)(?:b)").groups(), std::vector<std::string>{});
    EXPECT_EQ(pattern("((?P<inner>a)b)").groups(), (std::vector<std::string>{"", "inner"}));
}

TEST(PatternTest, AGroupThatTookNoPartIsEmpty) {
    EXPECT_EQ(groups_of("(a)|(b)", "b"), (Groups{"", "b"}));
    EXPECT_EQ(groups_of("x(y)?(z*)", "x"), (Groups{"", ""}));
}

TEST(PatternTest, WhatAGroupTookIsAPartOfTheTextItself) {
    const std::string text = "M-00000017";
    const auto found = groups_of("M-0*(\\d+)", text);
    ASSERT_EQ(found, Groups{"17"});
    EXPECT_TRUE(std::greater_equal<>()(found[0].data(), text.data()));
    EXPECT_EQ(found[0].data() + found[0].size(), text.data() + text.size());
}

TEST(PatternTest, ATextThatDoesNotFitTakesNothing) {
    const auto compiled = pattern("(\\d+)");
    Groups found{"before"};
    EXPECT_FALSE(compiled.fits("12x", found));
    EXPECT_FALSE(compiled.fits("", found));
}

TEST(PatternTest, WhatIsWrongIsSaidWithItsPlace) {
    struct Case {
        std::string_view expression;
        std::string_view place;
    };
    for (const auto& [expression, place] : std::initializer_list<Case>{{"M(\\d", "M(\\d"},
                                                                       {"a**", "**"},
                                                                       {"[z-a]", "z-a"},
                                                                       {"a{1001}", "{1001}"},
                                                                       {"(a)\\1", "\\1"},
                                                                       {"a(?=b)", "(?="},
                                                                       {"\\q", "\\q"},
                                                                       {"(?P<n>a", "(?P<n>a"},
                                                                       {"[a", "[a"},
                                                                       {"*", "*"},
                                                                       {"a\\", "\\"}}) {
        const auto error = error_of(expression);
        EXPECT_EQ(error.kind(), Errc::invalid) << expression;
        EXPECT_NE(error.what().find(place), std::string::npos) << error.what();
    }
    EXPECT_EQ(error_of("\xff").kind(), Errc::invalid) << "an expression is UTF-8";
}

TEST(PatternTest, AnExpressionHasABound) {
    const std::string longest(pattern_bytes_max, 'a');
    EXPECT_TRUE(pattern(longest).fits(longest));
    EXPECT_EQ(error_of(longest + "a").kind(), Errc::too_large);
    EXPECT_EQ(error_of(std::string(scan_bytes_max, '(')).kind(), Errc::too_large);
}

TEST(PatternTest, ItsMemoryHasABound) {
    for (const auto* expression : {"\\pL{500}", "(\\pL{30}){30}", "(?i)\\p{Han}{900}"}) {
        EXPECT_EQ(error_of(expression).kind(), Errc::too_large) << expression;
    }
    EXPECT_TRUE(fits("\\d{900}", std::string(900, '7')));
}

TEST(PatternTest, ItsGroupsHaveABound) {
    std::string expression, text;
    for (std::size_t i = 0; i < pattern_groups_max; ++i) {
        expression += "(a)";
        text += 'a';
    }
    EXPECT_EQ(groups_of(expression, text), Groups(pattern_groups_max, "a"));
    EXPECT_EQ(error_of(expression + "(a)").kind(), Errc::too_large);
    EXPECT_TRUE(fits(expression + "(?:a)", text + "a"));
}

// An engine that goes back and tries again would not end within anybody's life.
TEST(PatternTest, NoTextAndNoExpressionMakeItTryAgain) {
    const std::string text(scan_bytes_max, 'a');
    for (const auto* expression :
         {"(a*)*b", "(a|a)*b", "(a+)+b", "(.*)*x", "(?:a?){500}a{500}b", "(.*a){12}b"}) {
        EXPECT_FALSE(fits(expression, text)) << expression;
    }
    EXPECT_TRUE(fits("(a*)*", text));
}

TEST(PatternTest, MayBeMoved) {
    auto first = pattern("a(b)");
    auto second = std::move(first);
    EXPECT_TRUE(second.fits("ab"));
    auto third = pattern("x");
    third = std::move(second);
    EXPECT_TRUE(third.fits("ab"));
    EXPECT_EQ(third.expression(), "a(b)");
    EXPECT_EQ(third.groups().size(), 1U);
}

// ---- The beginning that all have in common ----

TEST(PatternTest, ABeginningIsKnownWhereThereIsOne) {
    EXPECT_EQ(pattern("6901\\d{9}").common_beginning(), "6901");
    EXPECT_EQ(pattern("^6901\\d{9}$").common_beginning(), "6901");
    EXPECT_EQ(pattern("M-").common_beginning(), "M-");
    EXPECT_EQ(pattern("(62\\d+|625)").common_beginning(), "62");
    for (const auto* expression : {"", ".*", "\\d+", "(?s).*", "a|b", "a?b", "(?i)ab", "[ab]c"}) {
        EXPECT_EQ(pattern(expression).common_beginning(), "") << expression;
    }
}

TEST(PatternTest, EveryTextThatFitsBeginsSo) {
    struct Case {
        std::string_view expression;
        std::vector<std::string> texts;
    };
    const std::vector<Case> cases{
        {"ab?", {"a", "ab"}},
        {"(?i)ab", {"ab", "AB", "aB"}},
        {"ab|abc|ad", {"ab", "abc", "ad"}},
        {"a{2,4}", {"aa", "aaa", "aaaa"}},
        {"(?i:a)b", {"ab", "Ab"}},
        {"1[0-5]\\d{16}", {"100000000000000000", "150000000000000000"}},
        {"\\Qa.b\\E.*", {"a.b", "a.bc"}},
        {"会员\\d", {"会员0", "会员9"}},
        {"[会伛]x", {"会x", "伛x"}},
        {"a\\xffb", {"aÿb"}},
        {"(?s)a\\x00.", {"a\0b"s, "a\0\0"s}},
        {"(?:abc)*", {"", "abc", "abcabc"}},
        {"(?:abc)+", {"abc", "abcabc"}},
        {std::string_view("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa[bc]"),
         {std::string(48, 'a') + "b", std::string(48, 'a') + "c"}}};
    for (const auto& [expression, texts] : cases) {
        const auto compiled = pattern(expression);
        for (const auto& text : texts) {
            EXPECT_TRUE(compiled.fits(text)) << expression << " and " << text;
            EXPECT_TRUE(text.starts_with(compiled.common_beginning()))
                << expression << " begins with " << compiled.common_beginning() << ", not " << text;
        }
    }
}

TEST(Pattern, SaysHowMuchWorkATextIsAtMost) {
    EXPECT_LT(pattern("abc").steps_max(100), pattern("(?:abc){50}").steps_max(100));
    EXPECT_LT(pattern("abc").steps_max(100), pattern("abc").steps_max(1000));
    EXPECT_GT(pattern("").steps_max(0), 0u);
}

}  // namespace
}  // namespace aisle
