// SPDX-License-Identifier: Apache-2.0
// What can be seen of the library: aisle_* and nothing else, or it would meet the host's own
// SQLite, OpenSSL or C++ classes of the same names.
#include "tests/embed/workshop.hpp"

namespace aisle {
namespace {

using Exports = Workshop;

// Names of the dynamic symbol table, without their versions.
std::vector<std::string> symbols(const std::string& library, const std::string& which) {
    const auto ran = run_program({"nm", "-D", "--format=posix", which, library});
    EXPECT_EQ(ran.status, 0) << ran.output;
    std::vector<std::string> names;
    std::istringstream lines(ran.output);
    for (std::string line; std::getline(lines, line);) {
        std::string name = line.substr(0, line.find(' '));
        name = name.substr(0, name.find('@'));
        if (!name.empty()) names.push_back(name);
    }
    return names;
}

std::vector<std::string> strangers(const std::vector<std::string>& names) {
    std::vector<std::string> found;
    for (const auto& name : names) {
        const bool version = name == "AISLE_1";
        if (!version && !name.starts_with("aisle_")) found.push_back(name);
    }
    return found;
}

TEST_F(Exports, AreTheFunctionsOfTheHeaderAndNothingElse) {
    const auto names = symbols(installed("libaisle.so"), "--defined-only");
    EXPECT_EQ(strangers(names), std::vector<std::string>{});
    const auto header = read_whole(installed("aisle.h"));
    std::size_t declared = 0;
    for (auto at = header.find("AISLE_API "); at != std::string::npos;
         at = header.find("AISLE_API ", at + 1)) {
        if (header.substr(at - std::min<std::size_t>(at, 8), 8) != "#define ") ++declared;
    }
    const auto functions = static_cast<std::size_t>(std::count_if(
        names.begin(), names.end(), [](const auto& name) { return name.starts_with("aisle_"); }));
    EXPECT_EQ(functions, declared);
}

TEST_F(Exports, AreLookedAtByATestThatSeesAStranger) {
    const auto source = bench.write("planted.c",
                                    "int aisle_fine(void) { return 1; }\n"
                                    "int planted(void) { return 2; }\n");
    run({AISLE_CC, "-shared", "-fPIC", "-o", bench.file("planted.so"), source});
    const auto found = strangers(symbols(bench.file("planted.so"), "--defined-only"));
    EXPECT_NE(std::find(found.begin(), found.end(), "planted"), found.end());
}

// Settings of the whole process are the host's.
TEST_F(Exports, NeedNothingThatSetsTheProcessAsAWhole) {
    for (const auto& name : symbols(installed("libaisle.so"), "--undefined-only")) {
        EXPECT_NE(name, "sqlite3_shutdown");
        EXPECT_NE(name, "signal");
        EXPECT_NE(name, "MQTTAsync_global_init");
    }
}

}  // namespace
}  // namespace aisle
