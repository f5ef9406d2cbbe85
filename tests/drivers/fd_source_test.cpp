// SPDX-License-Identifier: Apache-2.0
#include "drivers/fd_source.hpp"

#include "tests/drivers/byte_tap.hpp"
#include "tests/drivers/pty.hpp"
#include "tests/support/io_loop.hpp"

#include <gtest/gtest.h>

#include <fcntl.h>
#include <sys/stat.h>

#include <array>
#include <fstream>

namespace aisle {
namespace {

class FdSourceTest : public testing::Test {
protected:
    // A writer comes, writes and leaves.
    void write_fifo(const std::string& text) const {
        const int fd = ::open(fifo().c_str(), O_WRONLY | O_NONBLOCK);
        ASSERT_GE(fd, 0) << "nobody reads the FIFO";
        ASSERT_EQ(::write(fd, text.data(), text.size()), static_cast<ssize_t>(text.size()));
        ::close(fd);
    }
    std::string fifo() const { return folder / "scans"; }

    Folder folder;
    boost::asio::io_context io;
};

TEST_F(FdSourceTest, ReadsOnWhenOneWriterLeavesAFifoAndTheNextComes) {
    ASSERT_EQ(::mkfifo(fifo().c_str(), 0600), 0);
    FdSource source(io, fifo());
    ByteTap tap(source);
    tap.open();
    ASSERT_TRUE(run_until(io, [&] { return tap.opened.has_value(); }));
    ASSERT_TRUE(tap.opened->has_value()) << tap.opened->error().what();
    write_fifo("one\r");
    ASSERT_TRUE(run_until(io, [&] { return tap.bytes == "one\r"; }));
    settle(io);
    EXPECT_FALSE(tap.stopped);
    write_fifo("two, longer than a reader's buffer\r");
    EXPECT_TRUE(run_until(io, [&] { return tap.bytes.ends_with("buffer\r"); }));
}

TEST_F(FdSourceTest, SaysWhatIsWrongWithAPath) {
    FdSource missing(io, fifo());
    ByteTap tap(missing);
    tap.open();
    EXPECT_FALSE(tap.opened) << "an answer from inside the call";
    settle(io);
    ASSERT_TRUE(tap.opened);
    EXPECT_EQ(tap.opened->error().kind(), Errc::not_found);

    std::ofstream(fifo()) << "codes\r";
    tap.open();
    settle(io);
    EXPECT_EQ(tap.opened->error().kind(), Errc::invalid);
    EXPECT_NE(tap.opened->error().what().find("mkfifo"), std::string::npos);
}

TEST_F(FdSourceTest, ReadsAnInheritedDescriptorToItsEndAndNoFurther) {
    std::array<int, 2> ends{};
    ASSERT_EQ(::pipe(ends.data()), 0);
    FdSource source(io, ends[0], "standard input");
    ByteTap tap(source);
    tap.open();
    ASSERT_EQ(::write(ends[1], "one\r", 4), 4);
    ::close(ends[1]);
    ASSERT_TRUE(run_until(io, [&] { return tap.stopped.has_value(); }));
    EXPECT_EQ(tap.bytes, "one\r");
    EXPECT_EQ(**tap.stopped, 0u);
    source.close();
    tap.open();
    settle(io);
    EXPECT_EQ(tap.opened->error().kind(), Errc::dead);
    ::close(ends[0]);
}

TEST_F(FdSourceTest, LeavesAnInheritedDescriptorAsItFoundIt) {
    std::array<int, 2> ends{};
    ASSERT_EQ(::pipe(ends.data()), 0);
    {
        FdSource source(io, ends[0], "standard input");
        ByteTap tap(source);
        tap.open();
        settle(io);
        EXPECT_NE(::fcntl(ends[0], F_GETFL) & O_NONBLOCK, 0);
    }
    EXPECT_EQ(::fcntl(ends[0], F_GETFL) & O_NONBLOCK, 0);
    ::close(ends[0]);
    ::close(ends[1]);
}

TEST_F(FdSourceTest, CallsAClosedDescriptorDead) {
    FdSource source(io, 9999, "descriptor 9999");
    ByteTap tap(source);
    tap.open();
    settle(io);
    ASSERT_TRUE(tap.opened);
    EXPECT_EQ(tap.opened->error().kind(), Errc::dead);
}

TEST_F(FdSourceTest, CallsStandardInputByItsName) {
    EXPECT_EQ(FdSource(io, "-").name(), "standard input");
    EXPECT_EQ(FdSource(io, "/run/scans").name(), "/run/scans");
}

}  // namespace
}  // namespace aisle
