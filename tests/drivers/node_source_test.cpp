// SPDX-License-Identifier: Apache-2.0
#include "drivers/node_source.hpp"

#include "tests/drivers/pty.hpp"
#include "tests/support/io_loop.hpp"

#include <gtest/gtest.h>

#include <fcntl.h>

#include <array>
#include <optional>

namespace aisle {
namespace {

// A node whose setting up the test decides.
class TriedNode final : public NodeSource {
public:
    TriedNode(boost::asio::io_context& io, std::string path)
        : NodeSource(io, std::move(path), O_RDWR) {}

    Result<void> outcome{};
    int descriptor = -1;

private:
    Result<void> set_up(int fd) override {
        descriptor = fd;
        return outcome;
    }
};

struct NodeSourceTest : testing::Test {
    Result<void> open(TriedNode& node) {
        std::optional<Result<void>> outcome;
        node.open([&](const Result<void>& done) { outcome = done; });
        EXPECT_FALSE(outcome) << "answered from inside the call";
        EXPECT_TRUE(run_until(io, [&] { return outcome.has_value(); }));
        return *outcome;
    }

    PtyScanner scanner;
    boost::asio::io_context io;
};

TEST_F(NodeSourceTest, ClosesWhatCannotBeSetUpAndOpensItLater) {
    TriedNode node(io, scanner.path());
    node.outcome = Error(Errc::unavailable, "grabbed");
    const auto refused = open(node);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().what(), "grabbed");
    EXPECT_EQ(::fcntl(node.descriptor, F_GETFD), -1) << "a descriptor was left open";
    node.outcome = {};
    EXPECT_TRUE(open(node));
    node.close();
    EXPECT_TRUE(open(node));
}

TEST_F(NodeSourceTest, SaysThatTheDeviceWasUnplugged) {
    TriedNode node(io, scanner.path());
    ASSERT_TRUE(open(node));
    std::array<char, 16> buffer{};
    std::optional<Result<std::size_t>> read;
    node.read_some(buffer, [&](Result<std::size_t> size) { read = std::move(size); });
    scanner.unplug();
    ASSERT_TRUE(run_until(io, [&] { return read.has_value(); }));
    ASSERT_FALSE(*read);
    EXPECT_EQ(read->error().kind(), Errc::io);
    EXPECT_NE(read->error().what().find("was unplugged"), std::string::npos);
    EXPECT_FALSE(open(node));
}

}  // namespace
}  // namespace aisle
