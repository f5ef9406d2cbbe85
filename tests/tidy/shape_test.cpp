// SPDX-License-Identifier: Apache-2.0
// Planted faults: each rule is fed what it must refuse, and its neighbour that it must let pass.
#include "tests/tidy/shape.hpp"
#include "tests/tidy/tree.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

std::string repeat(std::string_view line, std::size_t times) {
    std::string text;
    for (std::size_t i = 0; i < times; ++i) text += line;
    return text;
}

using Rule = Complaints (*)(const Source&);

std::string complaints(Rule rule, std::string text, std::string path = "sync/wire.cpp") {
    return to_string(rule(read_source(std::move(path), std::move(text))));
}

TEST(TidySize, ComplainsAboutTheFirstColumnTooMany) {
    EXPECT_EQ(complaints(check_size, repeat("x", 100) + "\n"), "");
    EXPECT_EQ(complaints(check_size, "\n" + repeat("x", 101) + "\n"),
              "sync/wire.cpp:2: wider than 100 columns\n");
}

TEST(TidySize, CountsCharactersNotBytes) {
    EXPECT_EQ(complaints(check_size, repeat("扫", 100) + "\n"), "");
}

TEST(TidySize, ComplainsAboutTheFirstLineTooMany) {
    EXPECT_EQ(complaints(check_size, repeat("a;\n", 500)), "");
    EXPECT_NE(complaints(check_size, repeat("a;\n", 501)), "");
    EXPECT_NE(complaints(check_size, repeat("a;\n", 301), "agent/app/agent.cpp"), "");
}

TEST(TidySize, ComplainsAboutTabs) {
    EXPECT_NE(complaints(check_size, "\tint a;\n"), "");
}

TEST(TidyFunctions, ComplainAboutTheFirstLineTooMany) {
    const auto function = [](std::size_t lines) {
        return "namespace aisle {\nint f(int a) {\n" + repeat("    a = {1};\n", lines - 2) +
               "}\n}\n";
    };
    EXPECT_EQ(complaints(check_functions, function(60)), "");
    EXPECT_EQ(complaints(check_functions, function(61)),
              "sync/wire.cpp:2: a function of 61 lines, at most 60\n");
}

TEST(TidyFunctions, FindMembersTemplatesAndTests) {
    const auto body = " {\n" + repeat("    a();\n", 60) + "}\n";
    for (const std::string head :
         {"class A : public B {\npublic:\n    explicit A(int a) noexcept",
          "template <class T>\nT f(T a)", "TEST(Session, StoriesAreLong)",
          "A::A(int a) : a_{a}, b_(std::move(b)), c_{1, 2}",
          "bool operator<(const A& a, const A& b)", "bool operator==(const A& a, const A& b)",
          "auto f() -> std::vector<int>",
          "enum class A { a, b };\nstatic A parse(std::string_view a)",
          "struct A {\n    int a{1};\n    bool operator()(int b) const"}) {
        EXPECT_NE(complaints(check_functions, head + body), "") << head;
    }
}

TEST(TidyFunctions, LetTablesAndClassesBeLong) {
    EXPECT_EQ(complaints(check_functions, "class A {\n" + repeat("    int a_ = 1;\n", 90) + "};\n"),
              "");
    EXPECT_EQ(complaints(check_functions,
                         "const std::array<int, static_cast<int>(Count::all)> table{{\n" +
                             repeat("    {1, f(2)},\n", 90) + "}};\n"),
              "");
    EXPECT_EQ(complaints(check_functions,
                         "const Table rows = make({\n" + repeat("    {1, 2},\n", 90) + "});\n"),
              "");
    EXPECT_EQ(complaints(check_functions, repeat("void f() {\n    a();\n}\n", 90)), "");
}

TEST(TidyOpening, ComplainsAboutAMissingLicence) {
    EXPECT_NE(complaints(check_opening, "#include <vector>\n"), "");
    EXPECT_NE(complaints(check_opening, ""), "");
    EXPECT_EQ(complaints(check_opening, "// SPDX-License-Identifier: Apache-2.0\n"), "");
}

TEST(TidyOpening, ComplainsAboutAHeaderThatDoesNotSayWhatItIs) {
    const std::string licence = "// SPDX-License-Identifier: Apache-2.0\n";
    EXPECT_NE(complaints(check_opening, licence + "#pragma once\n", "sync/wire.hpp"), "");
    EXPECT_NE(complaints(check_opening, licence + "// Wire.\n#pragma once\n", "sync/wire.hpp"), "");
    EXPECT_NE(
        complaints(check_opening, licence + "// The messages of the wire.\n", "sync/wire.hpp"), "");
    EXPECT_EQ(complaints(check_opening, licence + "// The messages of the wire.\n#pragma once\n",
                         "sync/wire.hpp"),
              "");
}

TEST(TidyTree, ComplainsAboutAHeaderThatNobodyIncludes) {
    const std::vector<Source> tree{read_source("a/dead.hpp", "#include \"a/dead.hpp\"\n"),
                                   read_source("a/live.hpp", ""),
                                   read_source("a/live.cpp", "#include \"a/live.hpp\"\n")};
    EXPECT_EQ(to_string(check_headers_used(tree)), "a/dead.hpp:0: a header that nobody includes\n");
}

TEST(TidyTree, ComplainsAboutASourceWithoutItsTest) {
    const std::vector<Source> tree{read_source("sync/wire.cpp", "int a;\n"),
                                   read_source("sync/link.cpp", "int a;\n"),
                                   read_source("tests/sync/link_test.cpp", "int a;\n"),
                                   read_source("sync/asio.cpp", "// Why.\n#include <b.hpp>\n"),
                                   read_source("agent/main.cpp", "int main() {}\n"),
                                   read_source("tools/hub/hub.cpp", "int a;\n")};
    EXPECT_EQ(to_string(check_tests_exist(tree)),
              "sync/wire.cpp:0: there is no tests/sync/wire_test.cpp\n");
}

}  // namespace
}  // namespace aisle
