// SPDX-License-Identifier: Apache-2.0
// Planted faults: each rule is fed what it must refuse, and its neighbour that it must let pass.
#include "tests/tidy/layers.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

Table table(std::string_view text) {
    return *parse_table(text);
}

const Table layers = table(
    "base : \n"
    "# a remark\n"
    "agent/domain : agent/base/*\n"
    "agent/base :\n"
    "sync : agent/base/* agent/domain/event.hpp\n"
    "agent/main.cpp : sync/*\n"
    "tools : *\n");

std::string layer_complaints(std::string path, std::string text) {
    return to_string(check_layers(read_source(std::move(path), std::move(text)), layers));
}

std::string fence_complaints(std::string path, std::string_view fences, std::string text) {
    return to_string(check_fences(read_source(std::move(path), std::move(text)), table(fences)));
}

TEST(TidyLayers, ComplainAboutAnIncludeFromAbove) {
    EXPECT_EQ(layer_complaints("agent/base/json.cpp", "\n#include \"sync/wire.hpp\"\n"),
              "agent/base/json.cpp:2: agent/base may not see sync/wire.hpp "
              "(tests/tidy/layers.txt)\n");
}

TEST(TidyLayers, ComplainAboutAnIncludeFromBeside) {
    EXPECT_NE(layer_complaints("sync/wire.cpp", "#include \"agent/domain/coupon/coupon.hpp\"\n"),
              "");
}

TEST(TidyLayers, ComplainAboutOurHeadersInAngleBracketsToo) {
    EXPECT_NE(layer_complaints("agent/base/json.cpp", "#include <tools/hub/hub.hpp>\n"), "");
}

TEST(TidyLayers, ComplainAboutAPathThatIsNotFromTheRoot) {
    EXPECT_NE(layer_complaints("sync/wire.cpp", "#include \"../agent/base/json.hpp\"\n"), "");
}

TEST(TidyLayers, ComplainAboutAModuleWithoutARow) {
    EXPECT_NE(layer_complaints("agent/cellar/wine.cpp", ""), "");
}

TEST(TidyLayers, LetPassWhatTheTableNames) {
    EXPECT_EQ(layer_complaints("sync/wire.cpp",
                               "#include \"sync/wire.hpp\"\n#include \"agent/base/json.hpp\"\n"
                               "#include \"agent/domain/event.hpp\"\n#include <vector>\n"),
              "");
    EXPECT_EQ(layer_complaints("agent/main.cpp", "#include \"sync/wire.hpp\"\n"), "");
    EXPECT_EQ(layer_complaints("tools/hub/hub.cpp", "#include \"sync/wire.hpp\"\n"), "");
}

TEST(TidyLayers, ComplainAboutARowThatNamesWhatStandsBelowIt) {
    EXPECT_EQ(to_string(check_layer_order(layers)),
              "tests/tidy/layers.txt:0: agent/domain names agent/base/*, which is not above it\n");
}

TEST(TidyLayers, RefuseATableThatIsNone) {
    EXPECT_EQ(parse_table("a : b\nagent/base agent/domain\n").error().place(), "line 2");
}

TEST(TidyFences, ComplainAboutALibraryOutsideItsFile) {
    constexpr std::string_view fences = "sqlite3.h : agent/store/sqlite.cpp tests/crash/*\n";
    EXPECT_EQ(fence_complaints("sync/journal.cpp", fences, "#include <sqlite3.h>\n"),
              "sync/journal.cpp:1: <sqlite3.h> is fenced off here (tests/tidy/fences.txt)\n");
    EXPECT_NE(fence_complaints("agent/store/sqlite.hpp", fences, "#include \"sqlite3.h\"\n"), "");
    EXPECT_EQ(fence_complaints("agent/store/sqlite.cpp", fences, "#include <sqlite3.h>\n"), "");
    EXPECT_EQ(fence_complaints("tests/crash/vfs.cpp", fences, "#include <sqlite3.h>\n"), "");
}

TEST(TidyFences, ComplainAboutALibraryThatNobodyMaySee) {
    EXPECT_NE(fence_complaints("tools/a.cpp", "gmock/* :\n", "#include <gmock/gmock.h>\n"), "");
}

TEST(TidyFences, ComplainWhereALibraryIsShutOut) {
    constexpr std::string_view fences = "boost/asio* : not config/* sync/session*\n";
    EXPECT_NE(fence_complaints("sync/session.cpp", fences, "#include <boost/asio/post.hpp>\n"), "");
    EXPECT_EQ(fence_complaints("sync/runner.cpp", fences, "#include <boost/asio/post.hpp>\n"), "");
    EXPECT_EQ(fence_complaints("sync/session.cpp", fences, "#include <boost/assert.hpp>\n"), "");
}

}  // namespace
}  // namespace aisle
