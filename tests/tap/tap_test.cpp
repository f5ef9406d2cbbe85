// SPDX-License-Identifier: Apache-2.0
// The real splice between a till and a printer, with a daemon that reads along, is stopped in the
// middle of a receipt, killed, or never there: not a byte is missing, changed or late for it.
#include "drivers/tap_packet.hpp"
#include "tests/kill/shop.hpp"
#include "tests/support/child_process.hpp"
#include "tests/support/loopback.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/tap/copy_reader.hpp"
#include "tests/tap/tap_stage.hpp"

#include <gtest/gtest.h>

#include <sys/ioctl.h>
#include <sys/socket.h>

#include <array>
#include <csignal>
#include <fstream>
#include <mutex>
#include <optional>
#include <thread>

namespace aisle {
namespace {

const std::string examples = AISLE_SOURCE_DIR "/config/examples/receipts/";

TEST(Tap, LetsEveryByteThroughThoughNobodyReadsAlong) {
    Printer printer;
    Tap tap(printer.port(), "/nowhere/tap.sock");
    const auto bytes = noise(1'000'000);
    print(tap.port(), bytes);
    ASSERT_TRUE(soon([&] { return printer.got().size() == bytes.size(); }));
    EXPECT_TRUE(printer.got() == bytes);
}

TEST(Tap, BringsThePrintersAnswersBack) {
    Printer printer;
    Tap tap(printer.port(), "");
    auto till = Stream::connect_to(tap.port());
    ASSERT_TRUE(till.write("\x10\x04\x04"));
    EXPECT_EQ(till.read_exactly(1), "\x16");
}

// Some printers are nodes that cannot be asked, or are readable and say nothing.
TEST(Tap, PrintsToANodeThatHasNothingToSay) {
    const ScratchFolder folder;
    const auto paper = folder.file("paper");
    std::ofstream(paper) << "before";
    const auto bytes = noise(100'000);
    Tap into_a_file("file:" + paper, "");
    print(into_a_file.port(), bytes);
    ASSERT_TRUE(soon([&] { return read_whole(paper).size() == 6 + bytes.size(); }));
    EXPECT_TRUE(read_whole(paper) == "before" + bytes);
    Tap nowhere("file:/dev/null", "");
    auto till = Stream::connect_to(nowhere.port());
    ASSERT_TRUE(till.write(bytes));
    ::shutdown(till.fd(), SHUT_WR);
    std::array<char, 1> byte{};
    EXPECT_EQ(::recv(till.fd(), byte.data(), byte.size(), 0), 0) << "in order, and not reset";
}

TEST(Tap, HangsUpOnATillWhosePrinterIsNotThere) {
    Tap tap(1, "");
    auto till = Stream::connect_to(tap.port());
    // Reset, so that a till that only writes does not believe that it has printed.
    std::array<char, 1> byte{};
    const auto got = ::recv(till.fd(), byte.data(), byte.size(), 0);
    const int failed = errno;
    EXPECT_EQ(got, -1);
    EXPECT_EQ(failed, ECONNRESET);
    EXPECT_TRUE(soon([&] { return tap.said().find("aisle-tap: ") != std::string::npos; }))
        << tap.said();
    EXPECT_TRUE(tap.process().running());
}

// A till that is switched off in the middle keeps no printer waiting for the rest.
TEST(Tap, HangsUpOnAPrinterWhoseTillIsGone) {
    Listener door;
    Tap tap(door.port(), "");
    auto till = Stream::connect_to(tap.port());
    auto printer = door.accept();
    till.write("half");
    EXPECT_EQ(printer.read_exactly(4), "half");
    const linger at_once{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(till.fd(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    till = Stream();
    EXPECT_EQ(printer.read_some(), "");
}

// A till that closes without reading what the printer said resets whoever tells it more.
TEST(Tap, GoesOnPrintingForATillThatReadsNoAnswers) {
    Listener door;
    Tap tap(door.port(), "");
    const auto receipt = noise(60'000);
    auto till = Stream::connect_to(tap.port());
    auto printer = door.accept();
    tap.process().signal(SIGSTOP);
    ASSERT_TRUE(till.write(receipt));
    ASSERT_TRUE(printer.write(std::string(60'000, '\x16')));
    int on_its_way = 1;
    ASSERT_TRUE(
        soon([&] { return ::ioctl(till.fd(), TIOCOUTQ, &on_its_way) == 0 && on_its_way == 0; }));
    till = Stream();
    tap.process().signal(SIGCONT);
    EXPECT_TRUE(printer.read_exactly(receipt.size()) == receipt);
    EXPECT_EQ(printer.read_some(), "");
}

TEST(Tap, CopiesWhatWasPrintedInOrder) {
    ScratchFolder folder;
    Printer printer;
    CopyReader reader(folder.file("tap.sock"));
    Tap tap(printer.port(), folder.file("tap.sock"));
    const auto bytes = noise(50'000);
    print(tap.port(), bytes);
    std::string copied;
    EXPECT_EQ(reader.next()->kind, TapPacket::Kind::opened);
    while (const auto packet = reader.next()) {
        if (packet->kind == TapPacket::Kind::closed) break;
        ASSERT_EQ(packet->kind, TapPacket::Kind::bytes);
        copied += packet->bytes;
    }
    EXPECT_TRUE(copied == bytes);
}

TEST(Tap, CallsADaemonThatBeganAnew) {
    ScratchFolder folder;
    const auto path = folder.file("tap.sock");
    Printer printer;
    auto reader = std::make_optional<CopyReader>(path);
    Tap tap(printer.port(), path);
    print(tap.port(), "before");
    while (reader->next()->kind != TapPacket::Kind::closed) continue;
    reader.reset();
    std::filesystem::remove(path);
    reader.emplace(path);
    auto till = Stream::connect_to(tap.port());
    till.write("a whole one");
    EXPECT_EQ(reader->next()->kind, TapPacket::Kind::opened);
    const auto whole = reader->next();
    ASSERT_TRUE(whole && whole->kind == TapPacket::Kind::bytes);
    EXPECT_EQ(whole->bytes, "a whole one");
    // Of the next it hears the second half, and that the first is missing.
    reader.reset();
    std::filesystem::remove(path);
    reader.emplace(path);
    till.write("the other half");
    EXPECT_EQ(reader->next()->kind, TapPacket::Kind::gap);
    EXPECT_EQ(reader->next()->bytes, "the other half");
}

// The control: were the copy waited for, the printer would lack most of it.
TEST(Tap, NeverWaitsForWhoReadsAlongAndSaysWhatItDropped) {
    ScratchFolder folder;
    Printer printer;
    CopyReader reader(folder.file("tap.sock"));
    Tap tap(printer.port(), folder.file("tap.sock"));
    const auto bytes = noise(4'000'000);
    print(tap.port(), bytes);
    ASSERT_TRUE(soon([&] { return printer.got().size() == bytes.size(); }));
    EXPECT_TRUE(printer.got() == bytes);
    std::size_t copied = 0;
    EXPECT_EQ(reader.next()->kind, TapPacket::Kind::opened);
    // What the socket held, and then no end: it was dropped as well.
    while (copied < 100'000) copied += reader.next()->bytes.size();
    std::jthread next_receipt([&] { print(tap.port(), "next"); });
    while (const auto packet = reader.next()) {
        copied += packet->kind == TapPacket::Kind::bytes ? packet->bytes.size() : 0;
        if (packet->bytes == "next") break;
    }
    EXPECT_LT(copied, bytes.size() / 2);
}

TEST(Tap, SaysThatNobodyReadsAlongAndThatSomebodyDoesAgain) {
    ScratchFolder folder;
    const auto path = folder.file("tap.sock");
    Printer printer;
    Tap tap(printer.port(), path);
    const std::string nobody = "nobody reads along at " + path + ": No such file or directory";
    ASSERT_TRUE(soon([&] { return tap.said().find(nobody) != std::string::npos; })) << tap.said();
    print(tap.port(), "receipt");
    ASSERT_TRUE(soon([&] { return printer.got() == "receipt"; }));
    auto reader = std::make_optional<CopyReader>(path);
    const std::string again = "aisled reads along at " + path;
    ASSERT_TRUE(soon([&] { return tap.said().find(again) != std::string::npos; })) << tap.said();
    EXPECT_EQ(tap.said().find(nobody), tap.said().rfind(nobody)) << "once";
    // It sees the end of one that reads nothing, and calls the next.
    EXPECT_TRUE(reader->called());
    reader.reset();
    std::filesystem::remove(path);
    reader.emplace(path);
    EXPECT_TRUE(soon([&] { return reader->called(); }));
}

// ---- With the daemon ----

struct DaemonTap {
    DaemonTap()
        : shop({.settings = "[[tap]]\nname = \"till-1\"\nlisten = \"" + folder.file("tap.sock") +
                            "\"\ntemplate_file = \"" + examples + "eu-till.json\"\n"}) {
        receipt = read_whole(examples + "eu-till.escpos");
    }
    std::size_t count(const std::string& kind) const {
        std::size_t found = 0;
        for (const auto* lane : {"ledger", "touch"}) {
            const auto& page = shop.get("/v1/journal?limit=500&lane=" + std::string(lane));
            const auto* rows = page.find("entries");
            if (rows == nullptr) continue;
            for (const auto& row : rows->items()) {
                found += row.find("event")->find("type")->string() == "io.aisle." + kind + ".v1";
            }
        }
        return found;
    }

    ScratchFolder folder;
    Printer printer;
    Shop shop;
    std::string receipt;
};

TEST(TapAndDaemon, AReceiptComesOutOfThePrinterAndItsPurchaseAtTheHub) {
    DaemonTap day;
    day.shop.start_hub();
    day.shop.open_daemon();
    Tap tap(day.printer.port(), day.folder.file("tap.sock"));
    print(tap.port(), day.receipt);
    print(tap.port(), day.receipt);  // a reprint is no second purchase
    ASSERT_TRUE(soon([&] { return day.printer.got().size() == 2 * day.receipt.size(); }));
    EXPECT_EQ(day.printer.got(), day.receipt + day.receipt);
    ASSERT_TRUE(soon([&] { return day.count("purchase.completed") == 1; }));
    ASSERT_TRUE(soon([&] { return day.shop.drained(); }, patient));
    std::size_t at_hub = 0;
    for (const auto& line : day.shop.ask_hub({"events", "--json"})) {
        at_hub += line.find("io.aisle.purchase.completed.v1") != std::string::npos;
    }
    EXPECT_EQ(at_hub, 1u);
    EXPECT_EQ(day.count("purchase.unparsed"), 0u);
}

TEST(TapAndDaemon, KilledInTheMiddleOfAReceiptItStopsNoByte) {
    DaemonTap day;
    day.shop.open_daemon();
    Tap tap(day.printer.port(), day.folder.file("tap.sock"));
    const auto half = day.receipt.size() / 2;
    auto till = Stream::connect_to(tap.port());
    till.write(day.receipt.substr(0, half));
    ASSERT_TRUE(soon([&] { return day.printer.got().size() == half; }));
    day.shop.kill_daemon();
    till.write(day.receipt.substr(half));
    ASSERT_TRUE(soon([&] { return day.printer.got().size() == day.receipt.size(); }));
    EXPECT_EQ(day.printer.got(), day.receipt);
    // Back again, it makes no purchase of half a receipt, and one of the next whole one.
    day.shop.open_daemon();
    ASSERT_TRUE(soon([&] {
        till.write(day.receipt);
        return day.count("purchase.completed") == 1;
    }));
}

// More is printed meanwhile than is kept for it: what it has heard is the beginning of a receipt,
// and that the till has hung up is dropped as well.
TEST(TapAndDaemon, StoppedInTheMiddleOfAReceiptItStopsNoByteAndReadsNoTornOne) {
    DaemonTap day;
    day.shop.open_daemon();
    Tap tap(day.printer.port(), day.folder.file("tap.sock"));
    const auto half = day.receipt.size() / 2;
    std::string rest;
    for (int line = 0; line < 1000; ++line) rest += std::string(1000, '-') + '\n';
    rest += day.receipt.substr(half);
    auto till = Stream::connect_to(tap.port());
    till.write(day.receipt.substr(0, half));
    ASSERT_TRUE(soon([&] { return day.printer.got().size() == half; }));
    ASSERT_EQ(::kill(day.shop.daemon_pid(), SIGSTOP), 0);
    ASSERT_TRUE(till.write(rest));
    till = Stream();
    ASSERT_TRUE(soon([&] { return day.printer.got().size() == half + rest.size(); }));
    EXPECT_TRUE(day.printer.got() == day.receipt.substr(0, half) + rest);
    ASSERT_EQ(::kill(day.shop.daemon_pid(), SIGCONT), 0);
    ASSERT_TRUE(soon([&] { return day.shop.metric("aisle_receipts_torn_total") == 1; }));
    EXPECT_EQ(day.count("purchase.completed"), 0u);
    EXPECT_EQ(day.count("purchase.unparsed"), 0u);
    print(tap.port(), day.receipt);
    ASSERT_TRUE(soon([&] { return day.count("purchase.completed") == 1; }));
    EXPECT_EQ(day.count("purchase.unparsed"), 0u);
}

// ---- Whether it is there ----

TEST(TapAndDaemon, IsOnlineFromWhenItCallsAndNotBefore) {
    DaemonTap day;
    day.shop.open_daemon();
    const auto states = [&] { return day.count("device.peripheral.state"); };
    const auto state = [&] {
        const auto& status = day.shop.get("/v1/status");
        return std::string(*status.find("taps")->items().at(0).find("state")->string());
    };
    ASSERT_TRUE(soon([&] { return day.count("touchpoint.registered") == 1; }));
    EXPECT_EQ(state(), "waiting");
    EXPECT_EQ(states(), 0u) << "nobody has said that it is on-line";
    Tap tap(day.printer.port(), day.folder.file("tap.sock"));
    ASSERT_TRUE(soon([&] { return state() == "open"; }));
    EXPECT_TRUE(soon([&] { return states() == 1u; })) << "though nothing was printed";
}

}  // namespace
}  // namespace aisle
