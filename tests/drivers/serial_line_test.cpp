// SPDX-License-Identifier: Apache-2.0
#include "drivers/serial_line.hpp"

#include "agent/base/descriptor.hpp"

#include <gtest/gtest.h>

#include <fcntl.h>
#include <pty.h>
#include <termios.h>
#include <unistd.h>

#include <string>

namespace aisle {
namespace {

constexpr tcflag_t software_flow = IXON | IXOFF | IXANY;

class SerialLineTest : public testing::Test {
protected:
    SerialLineTest() {
        EXPECT_EQ(::openpty(&other_end_, &tty_, nullptr, nullptr, nullptr), 0);
        // As somebody left it.
        auto left = line();
        left.c_cflag |= CRTSCTS | CSTOPB;
        left.c_iflag |= software_flow | ICRNL;
        ::tcsetattr(tty_, TCSANOW, &left);
    }
    ~SerialLineTest() override {
        ::close(other_end_);
        ::close(tty_);
    }

    int tty() const { return tty_; }
    termios line() const {
        termios line{};
        EXPECT_EQ(::tcgetattr(tty_, &line), 0);
        return line;
    }
    termios set(unsigned speed, SerialFlow flow) const {
        const auto set = set_line(tty_, speed, flow);
        EXPECT_TRUE(set.has_value()) << speed;
        return line();
    }

private:
    int other_end_ = -1;
    int tty_ = -1;
};

TEST_F(SerialLineTest, IsEightBitsAndNothingElseWhateverItWas) {
    const auto line = set(9600, SerialFlow::none);
    EXPECT_EQ(line.c_cflag & (CSIZE | PARENB | CSTOPB | CRTSCTS), tcflag_t{CS8});
    EXPECT_EQ(line.c_cflag & (CLOCAL | CREAD), tcflag_t{CLOCAL | CREAD});
    EXPECT_EQ(line.c_iflag & (ICRNL | INLCR | IGNCR | ISTRIP | software_flow), 0u);
    EXPECT_EQ(line.c_lflag & (ICANON | ECHO | ISIG | IEXTEN), 0u);
    EXPECT_EQ(line.c_cc[VMIN], 1);
    EXPECT_EQ(line.c_cc[VTIME], 0);
}

TEST_F(SerialLineTest, HasEverySpeedOfTheListAndNoOther) {
    speed_t before = 0;
    for (const auto speed : serial_speeds) {
        EXPECT_TRUE(is_serial_speed(speed));
        const auto line = set(speed, SerialFlow::none);
        EXPECT_GT(::cfgetispeed(&line), before) << speed;
        EXPECT_EQ(::cfgetispeed(&line), ::cfgetospeed(&line));
        before = ::cfgetispeed(&line);
    }
    EXPECT_FALSE(is_serial_speed(9601));
    const auto refused = set_line(tty(), 9601, SerialFlow::none);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind(), Errc::invalid);
    EXPECT_NE(refused.error().what().find("9601"), std::string::npos);
}

TEST_F(SerialLineTest, XoffGoesOneWay) {
    EXPECT_EQ(set(9600, SerialFlow::xon_sent).c_iflag & software_flow, tcflag_t{IXOFF});
    EXPECT_EQ(set(9600, SerialFlow::xon_heeded).c_iflag & software_flow, tcflag_t{IXON});
    EXPECT_EQ(set(9600, SerialFlow::rts_cts).c_iflag & software_flow, 0u);
}

TEST_F(SerialLineTest, TheWiresAreUsedWhenAsked) {
    EXPECT_EQ(set(9600, SerialFlow::rts_cts).c_cflag & CRTSCTS, CRTSCTS);
    EXPECT_EQ(set(9600, SerialFlow::xon_sent).c_cflag & CRTSCTS, 0u);
}

TEST(SerialLine, WhatIsNoTtyIsRefused) {
    const Descriptor nothing(::open("/dev/null", O_RDWR | O_CLOEXEC));
    const auto refused = set_line(nothing.get(), 9600, SerialFlow::none);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind(), Errc::invalid);
}

}  // namespace
}  // namespace aisle
