// SPDX-License-Identifier: Apache-2.0
#include "drivers/printer_line.hpp"

#include "tests/drivers/pty.hpp"
#include "tests/support/io_loop.hpp"

#include <gtest/gtest.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <termios.h>

#include <array>
#include <fstream>
#include <optional>

namespace aisle {
namespace {

class PrinterLineTest : public testing::Test {
protected:
    Result<void> open(PrinterOptions options) {
        line = make_printer_line(io, options);
        std::optional<Result<void>> opened;
        line->open([&](Result<void> outcome) { opened = std::move(outcome); });
        EXPECT_TRUE(run_until(io, [&] { return opened.has_value(); }));
        return *opened;
    }
    Result<void> open_node(const std::string& path) {
        return open({.name = "p", .port_kind = PrinterPort::node, .path = path});
    }
    void TearDown() override {
        if (line) line->close();
        settle(io);
    }

    Folder folder;
    boost::asio::io_context io;
    std::unique_ptr<PrinterLine> line;
};

TEST_F(PrinterLineTest, ANodeThatIsNotThereSaysSo) {
    EXPECT_EQ(open_node(folder / "lp0").error().kind(), Errc::not_found);
}

TEST_F(PrinterLineTest, AFileIsNoPrinter) {
    std::ofstream(folder / "file") << "x";
    EXPECT_EQ(open_node(folder / "file").error().kind(), Errc::invalid);
}

TEST_F(PrinterLineTest, NothingIsHeardFromAFifo) {
    const auto path = folder / "lp0";
    ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
    EXPECT_FALSE(open_node(path)) << "nobody reads it";
    const int reader = ::open(path.c_str(), O_RDONLY | O_NONBLOCK);
    ASSERT_TRUE(open_node(path));
    std::optional<Result<std::size_t>> read, written;
    std::array<char, 8> buffer{};
    line->read_some(buffer, [&](Result<std::size_t> size) { read = std::move(size); });
    line->write_some("slip", [&](Result<std::size_t> size) { written = std::move(size); });
    ASSERT_TRUE(run_until(io, [&] { return read && written; }));
    EXPECT_EQ(read->error().kind(), Errc::denied);
    EXPECT_EQ(**written, 4u);
    EXPECT_EQ(line->unsent(), 0u);
    EXPECT_EQ(::read(reader, buffer.data(), buffer.size()), 4);
    ::close(reader);
}

// Nobody could tell which question it is an answer to.
TEST_F(PrinterLineTest, WhatSomebodyLeftUnreadOnANodeIsDropped) {
    PtyScanner pty;
    const int node = ::open(pty.path().c_str(), O_RDWR | O_NOCTTY);
    termios settings{};
    ASSERT_EQ(::tcgetattr(node, &settings), 0);
    ::cfmakeraw(&settings);
    ASSERT_EQ(::tcsetattr(node, TCSANOW, &settings), 0);
    pty.type("left");
    ASSERT_TRUE(open_node(pty.path()));
    pty.type("ours");
    std::array<char, 16> bytes{};
    std::optional<std::size_t> size;
    line->read_some(bytes, [&](const Result<std::size_t>& got) { size = got ? *got : 0; });
    ASSERT_TRUE(run_until(io, [&] { return size.has_value(); }));
    EXPECT_EQ(std::string_view(bytes.data(), *size), "ours");
    ::close(node);
}

TEST_F(PrinterLineTest, ASerialLineIsStoppedByThePrinterAndTranslatesNothing) {
    PtyScanner printer;
    ASSERT_TRUE(open({.name = "p", .port_kind = PrinterPort::serial, .path = printer.path()}));
    termios set{};
    ASSERT_EQ(::tcgetattr(printer.master(), &set), 0);
    EXPECT_TRUE(set.c_iflag & IXON) << "XOFF stops us";
    EXPECT_FALSE(set.c_iflag & IXOFF);
    EXPECT_FALSE(set.c_cflag & CRTSCTS);
    std::optional<Result<std::size_t>> written;
    line->write_some("a\r\n\x1b@", [&](Result<std::size_t> size) { written = std::move(size); });
    ASSERT_TRUE(run_until(io, [&] { return written.has_value(); }));
    EXPECT_EQ(**written, 5u);
    EXPECT_EQ(printer.printed(5), "a\r\n\x1b@");
}

TEST_F(PrinterLineTest, ASerialLineMayBeStoppedByItsWiresInstead) {
    PtyScanner printer;
    ASSERT_TRUE(open({.name = "p",
                      .port_kind = PrinterPort::serial,
                      .path = printer.path(),
                      .hardware_flow = true}));
    termios set{};
    ASSERT_EQ(::tcgetattr(printer.master(), &set), 0);
    EXPECT_FALSE(set.c_iflag & IXON);
    EXPECT_TRUE(set.c_cflag & CRTSCTS);
}

}  // namespace
}  // namespace aisle
