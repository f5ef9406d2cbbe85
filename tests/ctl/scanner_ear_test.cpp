// SPDX-License-Identifier: Apache-2.0
#include "tools/ctl/scanner_ear.hpp"

#include "tests/drivers/pty.hpp"

#include <gtest/gtest.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <termios.h>

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>

namespace aisle {
namespace {

constexpr Millis soon{2000};

TEST(ScannerEar, GivesWhatCameBetweenTwoSilencesAsItCame) {
    PtyScanner pty;
    const SystemClock clock;
    ScannerEar ear({ScannerLine::serial, pty.path(), 9600, {}}, clock);
    ASSERT_TRUE(ear.open(soon));
    pty.type("\x02one\r\n");
    const auto one = ear.listen(soon);
    ASSERT_TRUE(one);
    EXPECT_EQ(one->bytes, "\x02one\r\n");
    pty.type("two\x1d\xff");
    EXPECT_EQ(ear.listen(soon)->bytes, "two\x1d\xff");
}

TEST(ScannerEar, ForgetsWhatCameUnasked) {
    PtyScanner pty;
    const SystemClock clock;
    ScannerEar ear({ScannerLine::serial, pty.path(), 9600, {}}, clock);
    ASSERT_TRUE(ear.open(soon));
    pty.type("early\r");
    ASSERT_TRUE(ear.listen(soon));
    pty.type("early again\r");
    EXPECT_EQ(ear.listen(Millis(500))->bytes, "early again\r");
    ear.drain();
    const auto none = ear.listen(Millis(20));
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().kind(), Errc::timeout);
}

TEST(ScannerEar, SaysWhoIsInTheWay) {
    const SystemClock clock;
    ScannerEar nothing({ScannerLine::serial, "/dev/aisle/nothing", 9600, {}}, clock);
    EXPECT_EQ(nothing.open(soon).error().kind(), Errc::not_found);
    ScannerEar keyboard({ScannerLine::evdev, "/dev/null", 9600, {}}, clock);
    EXPECT_EQ(keyboard.open(soon).error().kind(), Errc::invalid);
    ScannerEar hid({ScannerLine::hid_pos, "/dev/null", 9600, {}}, clock);
    EXPECT_EQ(hid.open(soon).error().kind(), Errc::invalid);
    ScannerEar nowhere({ScannerLine::tcp, "no port", 9600, {}}, clock);
    EXPECT_FALSE(nowhere.open(soon));
}

TEST(ScannerEar, SaysThatALineIsHeldByAnother) {
    PtyScanner pty;
    const int held = ::open(pty.path().c_str(), O_RDWR | O_NOCTTY);
    ASSERT_EQ(::ioctl(held, TIOCEXCL), 0);
    const SystemClock clock;
    ScannerEar ear({ScannerLine::serial, pty.path(), 9600, {}}, clock);
    // Root may open what another holds; a technician may not.
    constexpr ::uid_t nobody = 65534;
    ASSERT_EQ(::chmod(pty.path().c_str(), 0666), 0);
    const auto folder = std::filesystem::path(pty.path()).parent_path();
    ASSERT_EQ(::chmod(folder.c_str(), 0755), 0);
    const auto who = ::geteuid();
    ASSERT_EQ(who == 0 ? ::seteuid(nobody) : 0, 0);
    const auto opened = ear.open(soon);
    ASSERT_EQ(who == 0 ? ::seteuid(who) : 0, 0);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().kind(), Errc::unavailable) << opened.error().what();
    ::close(held);
}

TEST(ScannerEar, SaysThatItWasUnplugged) {
    PtyScanner pty;
    const SystemClock clock;
    ScannerEar ear({ScannerLine::serial, pty.path(), 9600, {}}, clock);
    ASSERT_TRUE(ear.open(soon));
    pty.unplug();
    const auto gone = ear.listen(soon);
    ASSERT_FALSE(gone);
    EXPECT_EQ(gone.error().kind(), Errc::io);
}

}  // namespace
}  // namespace aisle
