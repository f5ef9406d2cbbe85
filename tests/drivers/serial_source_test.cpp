// SPDX-License-Identifier: Apache-2.0
#include "drivers/serial_source.hpp"

#include "tests/drivers/byte_tap.hpp"
#include "tests/drivers/pty.hpp"
#include "tests/support/io_loop.hpp"

#include <gtest/gtest.h>

#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

#include <string>

namespace aisle {
namespace {

class SerialSourceTest : public testing::Test {
protected:
    // A second opening shows the line as the kernel holds it (tests may run as root, whom TIOCEXCL
    // does not stop).
    termios line_settings() const {
        termios line{};
        const int fd = ::open(scanner.path().c_str(), O_RDWR | O_NOCTTY | O_NONBLOCK);
        if (fd >= 0) {
            ::tcgetattr(fd, &line);
            ::close(fd);
        }
        return line;
    }

    PtyScanner scanner;
    boost::asio::io_context io;
};

TEST_F(SerialSourceTest, GivesEveryByteUnchanged) {
    SerialSource source(io, scanner.path(), 9600);
    ByteTap tap(source);
    tap.open();
    ASSERT_TRUE(run_until(io, [&] { return tap.opened.has_value(); }));
    ASSERT_TRUE(tap.opened->has_value()) << tap.opened->error().what();
    std::string all;
    for (int byte = 0; byte < 256; ++byte) all.push_back(static_cast<char>(byte));
    scanner.type(all);
    EXPECT_TRUE(run_until(io, [&] { return tap.bytes.size() >= all.size(); }));
    EXPECT_EQ(tap.bytes, all);
}

TEST_F(SerialSourceTest, SetsTheLineToItsSpeedAndEightBitsAndNothingElse) {
    if (::geteuid() != 0) GTEST_SKIP() << "the line is exclusive; only root can look at it";
    SerialSource source(io, scanner.path(), 115200);
    ByteTap tap(source);
    tap.open();
    settle(io);
    ASSERT_TRUE(tap.opened && tap.opened->has_value());
    const auto line = line_settings();
    EXPECT_EQ(::cfgetispeed(&line), speed_t{B115200});
    EXPECT_EQ(line.c_cflag & (CSIZE | PARENB | CSTOPB | CRTSCTS), tcflag_t{CS8});
    EXPECT_EQ(line.c_cflag & (CLOCAL | CREAD), tcflag_t{CLOCAL | CREAD});
    EXPECT_EQ(line.c_iflag & (ICRNL | INLCR | IGNCR | IXON | ISTRIP), 0u);
    EXPECT_EQ(line.c_lflag & (ICANON | ECHO | ISIG | IEXTEN), 0u);
}

TEST_F(SerialSourceTest, TakesAHangUpForALossAndOpensTheNextLineOnTheSamePath) {
    SerialSource source(io, scanner.path(), 9600);
    ByteTap tap(source);
    tap.open();
    ASSERT_TRUE(run_until(io, [&] { return tap.opened.has_value(); }));
    scanner.unplug();
    ASSERT_TRUE(run_until(io, [&] { return tap.stopped.has_value(); }));
    ASSERT_FALSE(tap.stopped->has_value()) << "an unplugged line has not ended in order";
    EXPECT_EQ(tap.stopped->error().kind(), Errc::io);
    source.close();

    tap.open();
    settle(io);
    EXPECT_EQ(tap.opened->error().kind(), Errc::not_found);

    scanner.plug();
    tap.open();
    settle(io);
    ASSERT_TRUE(tap.opened->has_value()) << tap.opened->error().what();
    scanner.type("again\r");
    EXPECT_TRUE(run_until(io, [&] { return tap.bytes == "again\r"; }));
}

TEST_F(SerialSourceTest, RefusesWhatIsNoSerialLine) {
    SerialSource source(io, "/dev/null", 9600);
    ByteTap tap(source);
    tap.open();
    settle(io);
    EXPECT_EQ(tap.opened->error().kind(), Errc::invalid);
    EXPECT_NE(tap.opened->error().what().find("/dev/null is no serial line"), std::string::npos);
}

}  // namespace
}  // namespace aisle
