// SPDX-License-Identifier: Apache-2.0
// The public headers: alone they compile in every language they promise, without a warning, and
// they pull in nothing but the language's own library.
#include "tests/embed/workshop.hpp"

#include <algorithm>

namespace aisle {
namespace {

using Header = Workshop;

// Includes that are neither the standard library's nor our own C header.
std::vector<std::string> strangers(const std::string& header) {
    std::vector<std::string> found;
    std::istringstream lines(header);
    for (std::string line; std::getline(lines, line);) {
        if (!line.starts_with("#include")) continue;
        const std::string name = line.substr(std::string("#include ").size());
        const bool own = name == "\"aisle.h\"";
        const bool c = name == "<stddef.h>" || name == "<stdint.h>";
        const bool standard = name.starts_with("<") && name.find_first_of("/.") == name.npos;
        if (!own && !c && !standard) found.push_back(name);
    }
    return found;
}

void compiles(const std::string& compiler, const std::string& standard, const std::string& file) {
    const auto ran = run_program({compiler, "-std=" + standard, "-Wall", "-Wextra", "-Wshadow",
                                  "-Wconversion", "-pedantic", "-Werror", "-fsyntax-only", file});
    EXPECT_EQ(ran.status, 0) << standard << ": " << ran.output;
}

TEST_F(Header, CompilesAloneInEveryLanguageItPromises) {
    const auto c = bench.write("c.c", "#include \"" + installed("aisle.h") +
                                          "\"\n"
                                          "aisle_code code = AISLE_CODE_INIT;\n");
    for (const std::string standard : {"c99", "c11", "c17"}) compiles(AISLE_CC, standard, c);
    const auto cpp = bench.write("cpp.cpp", "#include \"" + installed("aisle.hpp") +
                                                "\"\n"
                                                "aisle_code code = AISLE_CODE_INIT;\n");
    for (const std::string standard : {"c++17", "c++20"}) compiles(AISLE_CXX, standard, cpp);
}

TEST_F(Header, ShowsNothingOfAnybodyElse) {
    for (const std::string name : {"aisle.h", "aisle.hpp"}) {
        EXPECT_EQ(strangers(read_whole(installed(name))), std::vector<std::string>{}) << name;
    }
}

TEST_F(Header, IsLookedAtByATestThatSeesAStranger) {
    EXPECT_EQ(strangers("#include <string>\n#include <boost/asio/post.hpp>\n").size(), 1U);
    EXPECT_EQ(strangers("#include \"agent/base/result.hpp\"\n").size(), 1U);
    EXPECT_EQ(strangers("#include <sqlite3.h>\n").size(), 1U);
}

}  // namespace
}  // namespace aisle
