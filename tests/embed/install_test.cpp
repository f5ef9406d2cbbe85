// SPDX-License-Identifier: Apache-2.0
#include "tests/embed/workshop.hpp"

namespace aisle {
namespace {

using Installed = Workshop;

TEST_F(Installed, IsFoundByCMakeAndRuns) {
    const auto build = bench.file("build");
    run({"cmake", "-S", examples, "-B", build, "-DCMAKE_PREFIX_PATH=" + prefix(),
         std::string("-DCMAKE_C_COMPILER=") + AISLE_CC,
         std::string("-DCMAKE_CXX_COMPILER=") + AISLE_CXX, "-DCMAKE_C_FLAGS=" + sanitizers,
         "-DCMAKE_CXX_FLAGS=" + sanitizers});
    run({"cmake", "--build", build});
    run_till(build + "/till-c");
    run_till(build + "/till-cpp");
}

TEST_F(Installed, IsFoundByPkgConfigAndRuns) {
    const auto asked = run_program({"env", "PKG_CONFIG_PATH=" + folder_of("aisle.pc"), "pkg-config",
                                    "--cflags", "--libs", "aisle"});
    ASSERT_EQ(asked.status, 0) << asked.output;
    auto words = words_of(std::string(AISLE_CC) + " " + sanitizers);
    for (const auto& word : {"-std=c99", "-o"}) words.emplace_back(word);
    words.push_back(bench.file("till"));
    words.push_back(examples + "/till.c");
    for (const auto& word : words_of(asked.output)) words.push_back(word);
    words.push_back("-Wl,-rpath," + folder_of("libaisle.so.1"));
    run(words);
    run_till(bench.file("till"));
}

// The programs' own status is what the tests above look at: here is one that has to say no.
TEST_F(Installed, ProgramsSayWhenAllIsNotWell) {
    const auto build = bench.file("build");
    run({"cmake", "-S", examples, "-B", build, "-DCMAKE_PREFIX_PATH=" + prefix(),
         "-DCMAKE_C_FLAGS=" + sanitizers, "-DCMAKE_CXX_FLAGS=" + sanitizers});
    run({"cmake", "--build", build, "--target", "till-c"});
    const auto ran = run_program(
        {build + "/till-c", bench.write("bad.toml", "[identity]\n"), bench.path().string()});
    EXPECT_EQ(ran.status, 1);
    EXPECT_NE(ran.output.find("identity.device: missing"), std::string::npos) << ran.output;
}

}  // namespace
}  // namespace aisle
