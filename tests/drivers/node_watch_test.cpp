// SPDX-License-Identifier: Apache-2.0
#include "drivers/node_watch.hpp"

#include "tests/drivers/pty.hpp"
#include "tests/support/io_loop.hpp"

#include <gtest/gtest.h>

#include <sys/stat.h>

#include <filesystem>
#include <fstream>

namespace aisle {
namespace {

struct NodeWatchTest : testing::Test {
    void start(const std::string& path) {
        watch.emplace(io, path);
        watch->start([this] { ++appeared; });
    }

    Folder folder;
    boost::asio::io_context io;
    std::optional<NodeWatch> watch;
    int appeared = 0;
};

TEST_F(NodeWatchTest, SaysWhenTheNameAppearsHoweverItDoes) {
    start(folder / "scanner");
    std::ofstream(folder / "scanner") << "x";
    ASSERT_TRUE(run_until(io, [&] { return appeared == 1; }));
    // A rule that gives the right to it comes after the node.
    ASSERT_EQ(::chmod((folder / "scanner").c_str(), 0660), 0);
    ASSERT_TRUE(run_until(io, [&] { return appeared == 2; }));
    std::filesystem::remove(folder / "scanner");
    std::filesystem::create_symlink("/dev/null", folder / "other");
    std::filesystem::rename(folder / "other", folder / "scanner");
    ASSERT_TRUE(run_until(io, [&] { return appeared == 3; }));
    watch->stop();
}

TEST_F(NodeWatchTest, IsSilentAboutItsNeighbours) {
    start(folder / "scanner");
    for (const auto* name : {"scanner2", "scanne", "other"}) std::ofstream(folder / name) << "x";
    std::ofstream(folder / "scanner") << "x";
    ASSERT_TRUE(run_until(io, [&] { return appeared > 0; }));
    EXPECT_EQ(appeared, 1);
    watch->stop();
}

TEST_F(NodeWatchTest, IsSilentWhereNothingCanBeWatched) {
    for (const std::string& path : {std::string(), std::string("-"), folder / "no/such/scanner"}) {
        start(path);
        settle(io);
        watch->stop();
    }
    EXPECT_EQ(appeared, 0);
}

TEST_F(NodeWatchTest, SaysNothingAfterItsStop) {
    start(folder / "scanner");
    watch->stop();
    std::ofstream(folder / "scanner") << "x";
    settle(io);
    EXPECT_EQ(appeared, 0);
}

}  // namespace
}  // namespace aisle
