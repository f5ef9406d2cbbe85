// SPDX-License-Identifier: Apache-2.0
#include "tests/tidy/source.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

std::string code_of(std::string text) {
    return read_source("a.cpp", std::move(text)).code;
}

TEST(TidySource, BlanksCommentsAndWhatIsBetweenQuotes) {
    EXPECT_EQ(code_of("a; // b\nc"), "a;     \nc");
    EXPECT_EQ(code_of("a /* b\nc */ d"), "a     \n     d");
    EXPECT_EQ(code_of("f(\"b \\\" // c\", d);"), "f(\"         \", d);");
    EXPECT_EQ(code_of("f('\"', e);"), "f(' ', e);");
    EXPECT_EQ(code_of("f(R\"x(a)\" // \n)x\", d);"), "f(R\"         \n  \", d);");
}

TEST(TidySource, TakesADigitSeparatorForNoQuote) {
    EXPECT_EQ(code_of("x = 1'000'000; // y"), "x = 1'000'000;     ");
    EXPECT_EQ(code_of("x = 0xff'ff + 'a';"), "x = 0xff'ff + ' ';");
    EXPECT_EQ(code_of("x = u8'a';"), "x = u8' ';");
}

TEST(TidySource, SurvivesWhatNeverEnds) {
    EXPECT_EQ(code_of("a /* b"), "a     ");
    EXPECT_EQ(code_of("a \"b"), "a \" ");
    EXPECT_EQ(code_of("a \"b\\"), "a \"  ");
    EXPECT_EQ(code_of("a R\"x"), "a R  ");
    EXPECT_EQ(code_of("a R\"x(b"), "a R\"   ");
}

TEST(TidySource, KeepsCommentsApart) {
    const auto source = read_source("a.cpp", "int a; // whole\n\"text\"");
    EXPECT_EQ(source.comment, "       // whole\n      ");
    EXPECT_EQ(source.statement, "int a;         \n\"text\"");
}

TEST(TidySource, ReadsIncludesButNotThoseInComments) {
    const auto includes = includes_of(read_source(
        "a.cpp", "#include \"agent/a.hpp\"\n// #include \"b.hpp\"\n#  include <c/d.h>\n"));
    ASSERT_EQ(includes.size(), 2U);
    EXPECT_EQ(includes[0].name, "agent/a.hpp");
    EXPECT_EQ(includes[1].name, "c/d.h");
    EXPECT_EQ(includes[1].line, 3U);
}

TEST(TidySource, FindsWholeWordsOnly) {
    EXPECT_EQ(find_word("renew new_ new x", "new", 0), 11U);
    EXPECT_EQ(find_word("renew", "new", 0), std::string_view::npos);
}

}  // namespace
}  // namespace aisle
