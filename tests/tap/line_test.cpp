// SPDX-License-Identifier: Apache-2.0
// A tap whose till prints to a device: it may keep that open for days, whatever its printer does.
#include "tests/support/child_process.hpp"
#include "tests/support/loopback.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/tap/tap_stage.hpp"

#include <gtest/gtest.h>

#include <fcntl.h>
#include <pty.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <thread>

namespace aisle {
namespace {

namespace fs = std::filesystem;

// What a till has open to print.
class Device {
public:
    explicit Device(const std::string& path)
        : fd_(::open(path.c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC)) {}
    explicit Device(int fd) : fd_(fd) {}
    ~Device() { ::close(fd_); }
    Device(const Device&) = delete;
    Device& operator=(const Device&) = delete;

    bool print(std::string_view bytes) const {
        while (!bytes.empty()) {
            const auto taken = ::write(fd_, bytes.data(), bytes.size());
            if (taken <= 0) return false;
            bytes.remove_prefix(static_cast<std::size_t>(taken));
        }
        return true;
    }
    std::string read_some() const {
        std::array<char, 64> bytes{};
        const auto got = ::read(fd_, bytes.data(), bytes.size());
        return {bytes.data(), got > 0 ? static_cast<std::size_t>(got) : 0};
    }

private:
    int fd_;
};

// A till behind a serial line, until it is unplugged.
class SerialTill {
public:
    explicit SerialTill(const std::string& path) {
        std::array<char, 64> name{};
        termios raw{};
        ::cfmakeraw(&raw);
        int ours = -1, theirs = -1;
        EXPECT_EQ(::openpty(&ours, &theirs, name.data(), &raw, nullptr), 0);
        for (const int fd : {ours, theirs}) ::fcntl(fd, F_SETFD, FD_CLOEXEC);
        till_.emplace(ours);
        plug_.emplace(theirs);
        fs::create_symlink(name.data(), path);
    }
    bool print(std::string_view bytes) const { return till_->print(bytes); }

private:
    std::optional<Device> till_;
    std::optional<Device> plug_;
};

class LineTap {
public:
    explicit LineTap(const std::string& printer) : tap_("pty:" + link_, printer, "") {
        EXPECT_TRUE(soon([this] { return fs::exists(link_); })) << tap_.said();
    }
    explicit LineTap(const Listener& printer)
        : LineTap("tcp:127.0.0.1:" + std::to_string(printer.port())) {}
    const std::string& link() const { return link_; }
    std::string said() const { return tap_.said(); }
    std::ptrdiff_t open_files() {
        const fs::directory_iterator files("/proc/" + std::to_string(tap_.process().pid()) + "/fd");
        return std::distance(begin(files), end(files));
    }
    // It is noticed before the next receipt, or that would be printed to whoever has hung up.
    bool notices_hang_up(Stream& printer) {
        const auto before = open_files();
        printer = Stream();
        return soon([&] { return open_files() == before - 1; });
    }

private:
    ScratchFolder folder_;
    std::string link_ = folder_.file("printer");
    Tap tap_;
};

TEST(TapOnALine, GoesOnPrintingForATillThatKeepsItsDeviceOpenThoughThePrinterHungUp) {
    Listener door;
    LineTap tap(door);
    auto printer = door.accept();
    const Device till(tap.link());
    ASSERT_TRUE(till.print("one"));
    EXPECT_EQ(printer.read_exactly(3), "one");
    ASSERT_TRUE(tap.notices_hang_up(printer));
    ASSERT_TRUE(till.print("two"));
    printer = door.accept();
    EXPECT_EQ(printer.read_exactly(3), "two");
    ASSERT_TRUE(printer.write("\x16"));
    EXPECT_EQ(till.read_some(), "\x16");
}

TEST(TapOnALine, LeavesNothingOpenOfAPrinterThatHungUp) {
    Listener door;
    LineTap tap(door);
    auto printer = door.accept();
    const auto open_files = tap.open_files();
    for (int receipt = 0; receipt < 5; ++receipt) {
        ASSERT_TRUE(tap.notices_hang_up(printer)) << receipt;
        const Device till(tap.link());
        ASSERT_TRUE(till.print("one"));
        printer = door.accept();
        EXPECT_EQ(printer.read_exactly(3), "one");
    }
    EXPECT_EQ(tap.open_files(), open_files);
}

// More than it keeps: the till waits for the rest, as it would for the printer.
TEST(TapOnALine, PrintsWhatWasSaidWhileThePrinterWasNotThere) {
    const ScratchFolder folder;
    const auto paper = folder.file("paper");
    LineTap tap("file:" + paper);
    const Device till(tap.link());
    const auto bytes = noise(200'000);
    std::jthread printing([&] { EXPECT_TRUE(till.print(bytes)); });
    ASSERT_TRUE(soon([&] { return times_said("No such file", tap.said()) == 1; })) << tap.said();
    std::ofstream(paper).flush();
    EXPECT_TRUE(soon([&] { return read_whole(paper).size() == bytes.size(); }));
    EXPECT_TRUE(read_whole(paper) == bytes);
    EXPECT_EQ(times_said("No such file", tap.said()), 1u);
    EXPECT_EQ(times_said("reached again", tap.said()), 1u);
}

// What was not taken by the one that hung up goes to the next.
TEST(TapOnALine, CallsAPrinterThatHungUpInTheMiddle) {
    Listener door;
    LineTap tap(door);
    auto printer = door.accept();
    const Device till(tap.link());
    const auto open_files = tap.open_files();
    const linger at_once{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(printer.fd(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    printer = Stream();
    printer = door.accept();
    ASSERT_TRUE(till.print("a whole one"));
    EXPECT_EQ(printer.read_exactly(11), "a whole one");
    EXPECT_EQ(tap.open_files(), open_files);
}

// Nor does it keep the printer waiting, nor go on printing to one that has hung up.
TEST(TapOnALine, ATillThatReadsNoAnswersLosesThemAndPrints) {
    Listener door;
    LineTap tap(door);
    auto printer = door.accept();
    const Device till(tap.link());
    ASSERT_TRUE(till.print("one"));
    EXPECT_EQ(printer.read_exactly(3), "one");
    const std::string answers(10'000, '\x16');
    ssize_t said = 0;
    ASSERT_TRUE(soon([&] {
        said += std::max<ssize_t>(
            ::send(printer.fd(), answers.data(), answers.size(), MSG_DONTWAIT), 0);
        return said > 500'000;
    }));
    ASSERT_TRUE(tap.notices_hang_up(printer));
    ASSERT_TRUE(till.print("two"));
    printer = door.accept();
    EXPECT_EQ(printer.read_exactly(3), "two");
}

TEST(TapOnALine, OpensATillsLineAgainAndKeepsThePrinter) {
    const ScratchFolder folder;
    const auto path = folder.file("serial");
    Listener door;
    auto till = std::make_optional<SerialTill>(path);
    Tap tap("serial:" + path, "tcp:127.0.0.1:" + std::to_string(door.port()), "");
    auto printer = door.accept();
    ASSERT_TRUE(till->print("one"));
    EXPECT_EQ(printer.read_exactly(3), "one");
    fs::remove(path);
    till.reset();
    const auto gone = "opening " + path;
    ASSERT_TRUE(soon([&] { return times_said(gone, tap.said()) == 1; })) << tap.said();
    till.emplace(path);
    ASSERT_TRUE(soon([&] { return times_said("the till can be reached", tap.said()) == 1; }));
    ASSERT_TRUE(till->print("two"));
    EXPECT_EQ(printer.read_exactly(3), "two");
    EXPECT_EQ(times_said(gone, tap.said()), 1u);
}

}  // namespace
}  // namespace aisle
