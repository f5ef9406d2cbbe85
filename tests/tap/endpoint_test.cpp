// SPDX-License-Identifier: Apache-2.0
// How the two sides of a tap are written, and how they are opened.
#include "tools/tap/endpoint.hpp"

#include "tests/support/loopback.hpp"
#include "tests/support/scratch_folder.hpp"

#include <gtest/gtest.h>

#include <fcntl.h>
#include <grp.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <termios.h>

#include <array>
#include <filesystem>
#include <iterator>

namespace aisle {
namespace {

namespace fs = std::filesystem;
using Flow = Endpoint::Flow;
using Side = Endpoint::Side;

Endpoint endpoint(const std::string& text) {
    const auto parsed = parse_endpoint(text);
    EXPECT_TRUE(parsed) << text;
    return parsed ? *parsed : Endpoint{};
}

std::ptrdiff_t open_files() {
    const fs::directory_iterator files("/proc/self/fd");
    return std::distance(begin(files), end(files));
}

TEST(TapEndpoint, ASerialLineSaysItsSpeedAndWhoWaitsForWhom) {
    EXPECT_EQ(endpoint("serial:/dev/ttyS0").speed, 9600u);
    EXPECT_EQ(endpoint("serial:/dev/ttyS0").flow, Flow::xon);
    EXPECT_EQ(endpoint("serial:/dev/ttyS0:57600").speed, 57600u);
    EXPECT_EQ(endpoint("serial:/dev/ttyS0:921600:rts").speed, 921600u);
    EXPECT_EQ(endpoint("serial:/dev/ttyS0:921600:rts").flow, Flow::rts);
    EXPECT_EQ(endpoint("serial:/dev/ttyS0:9600:none").flow, Flow::none);
    EXPECT_EQ(endpoint("serial:/dev/ttyS0:9600:xon").path, "/dev/ttyS0");
    EXPECT_FALSE(parse_endpoint("serial:/dev/ttyS0:xon"));
    EXPECT_FALSE(parse_endpoint("serial:/dev/ttyS0:9601"));
    EXPECT_FALSE(parse_endpoint("serial:9600"));
    EXPECT_FALSE(parse_endpoint("serial:"));
}

TEST(TapEndpoint, APathHasColonsOfItsOwn) {
    const std::string path = "/dev/serial/by-path/pci-0000:00:14.0-usb-0:1:1.0-port0";
    EXPECT_EQ(endpoint("serial:" + path).path, path);
    EXPECT_EQ(endpoint("serial:" + path).speed, 9600u);
    EXPECT_EQ(endpoint("serial:" + path + ":19200:none").path, path);
}

class SerialLine : public testing::Test {
protected:
    SerialLine() {
        std::array<char, 64> name{};
        EXPECT_EQ(::openpty(&ours_, &theirs_, name.data(), nullptr, nullptr), 0);
        path_ = name.data();
        // As somebody left it.
        auto left = line();
        left.c_cflag |= CRTSCTS | CSTOPB;
        left.c_iflag |= IXON | IXOFF | IXANY;
        ::tcsetattr(theirs_, TCSANOW, &left);
    }
    ~SerialLine() override {
        ::close(ours_);
        ::close(theirs_);
    }
    termios opened(const std::string& rest, Side side) const {
        EXPECT_TRUE(open_endpoint(endpoint("serial:" + path_ + rest), side));
        return line();
    }
    termios line() const {
        termios line{};
        EXPECT_EQ(::tcgetattr(theirs_, &line), 0);
        return line;
    }

    // As the kernel holds it: root, who runs tests, is not kept out.
    bool exclusive() const {
        int held = 0;
        EXPECT_EQ(::ioctl(theirs_, TIOCGEXCL, &held), 0);
        return held != 0;
    }
    const std::string& path() const { return path_; }

private:
    int ours_ = -1;
    int theirs_ = -1;
    std::string path_;
};

tcflag_t software_flow(const termios& line) {
    return line.c_iflag & (IXON | IXOFF | IXANY);
}

TEST_F(SerialLine, HeedsAPrintersXoffAndSendsItNone) {
    const auto line = opened("", Side::printer);
    EXPECT_EQ(software_flow(line), IXON);
    EXPECT_EQ(line.c_cflag & (CRTSCTS | CSTOPB), 0u);
}

TEST_F(SerialLine, SendsATillXoffAndLeavesItsBytesAlone) {
    EXPECT_EQ(software_flow(opened(":9600:xon", Side::till)), IXOFF);
}

TEST_F(SerialLine, HasWiresForIt) {
    const auto line = opened(":57600:rts", Side::printer);
    EXPECT_EQ(software_flow(line), 0u);
    EXPECT_EQ(line.c_cflag & CRTSCTS, CRTSCTS);
    EXPECT_EQ(::cfgetospeed(&line), B57600);
}

TEST_F(SerialLine, IsOursAloneWhileItIsOpen) {
    EXPECT_FALSE(exclusive());
    const auto printer = open_endpoint(endpoint("serial:" + path()), Side::printer);
    ASSERT_TRUE(printer);
    EXPECT_TRUE(exclusive());
}

TEST_F(SerialLine, MayHaveNone) {
    const auto line = opened(":9600:none", Side::printer);
    EXPECT_EQ(software_flow(line), 0u);
    EXPECT_EQ(line.c_cflag & CRTSCTS, 0u);
}

TEST(TapEndpoint, APseudoTerminalThatIsClosedLeavesNothingOpen) {
    const ScratchFolder folder;
    const auto pty = endpoint("pty:" + folder.file("printer"));
    const auto before = open_files();
    for (int time = 0; time < 3; ++time) EXPECT_TRUE(open_endpoint(pty, Side::till));
    EXPECT_EQ(open_files(), before);
}

TEST(TapEndpoint, APseudoTerminalIsThereForWhoMayPrint) {
    const ScratchFolder folder;
    const auto pty = endpoint("pty:" + folder.file("printer"));
    const auto line = open_endpoint(pty, Side::till);
    ASSERT_TRUE(line);
    struct stat node {};
    ASSERT_EQ(::stat(pty.path.c_str(), &node), 0);
    const auto* group = ::getgrnam("lp");
    if (::geteuid() == 0 && group != nullptr) {
        EXPECT_EQ(node.st_gid, group->gr_gid);
        EXPECT_EQ(node.st_mode & 0777u, 0660u);
    } else {
        EXPECT_EQ(node.st_mode & 0007u, 0u);
    }
}

// The unit may write nowhere else.
TEST(TapEndpoint, TheUnitHasAPlaceForAPseudoTerminal) {
    const auto unit = read_whole(AISLE_SOURCE_DIR "/config/examples/aisle-tap@.service");
    EXPECT_NE(unit.find("\nRuntimeDirectory=aisle-tap-%i\n"), std::string::npos);
    EXPECT_NE(unit.find("FROM=pty:/run/aisle-tap-till-1/"), std::string::npos);
}

int option(int socket, int level, int name) {
    int value = 0;
    socklen_t size = sizeof value;
    EXPECT_EQ(::getsockopt(socket, level, name, &value, &size), 0);
    return value;
}

void expect_lively(int socket) {
    EXPECT_EQ(option(socket, SOL_SOCKET, SO_KEEPALIVE), 1);
    EXPECT_EQ(option(socket, IPPROTO_TCP, TCP_NODELAY), 1);
}

TEST(TapEndpoint, APeerThatLostItsPowerIsNoticed) {
    Listener printer;
    const auto called =
        open_endpoint(endpoint("tcp:127.0.0.1:" + std::to_string(printer.port())), Side::printer);
    ASSERT_TRUE(called);
    expect_lively(called->get());
    const auto door = listen_on(endpoint("tcp:127.0.0.1:0"));
    ASSERT_TRUE(door);
    sockaddr_in address{};
    socklen_t size = sizeof address;
    ::getsockname(door->get(), reinterpret_cast<sockaddr*>(&address), &size);
    const auto till = Stream::connect_to(ntohs(address.sin_port));
    const auto caller = accept_from(*door);
    ASSERT_TRUE(caller.open());
    expect_lively(caller.get());
}

}  // namespace
}  // namespace aisle
