// SPDX-License-Identifier: Apache-2.0
// The real splice between a till and a printer, with a daemon that reads along, is stopped in the
// middle of a receipt, killed, or never there: not a byte is missing, changed or late for it.
#include "agent/base/crypto/sha256.hpp"
#include "agent/base/entropy.hpp"
#include "agent/base/ids.hpp"
#include "drivers/tap_packet.hpp"
#include "tests/kill/shop.hpp"
#include "tests/support/child_process.hpp"
#include "tests/support/loopback.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/tap/copy_reader.hpp"

#include <gtest/gtest.h>

#include <sys/socket.h>

#include <array>
#include <csignal>
#include <mutex>
#include <optional>
#include <thread>

namespace aisle {
namespace {

const std::string programs = AISLE_BINARY_DIR "/";
const std::string examples = AISLE_SOURCE_DIR "/config/examples/receipts/";

// A printer that keeps what it was sent and answers each status request with a byte.
class Printer {
public:
    Printer() : server_([this](Stream& stream) { serve(stream); }) {}
    std::uint16_t port() const { return server_.port(); }
    std::string got() {
        const std::lock_guard lock(mutex_);
        return got_;
    }

private:
    void serve(Stream& stream) {
        while (true) {
            const auto bytes = stream.read_some();
            if (bytes.empty()) return;
            if (bytes.find("\x10\x04") != std::string::npos) stream.write("\x16");
            const std::lock_guard lock(mutex_);
            got_ += bytes;
        }
    }
    std::mutex mutex_;
    std::string got_;
    LoopbackServer server_;
};

class Tap {
public:
    Tap(std::uint16_t printer, const std::string& copy)
        : process_({programs + "aisle-tap", "--from", "tcp:127.0.0.1:0", "--to",
                    "tcp:127.0.0.1:" + std::to_string(printer), "--copy", copy},
                   folder_.file("said")) {
        EXPECT_TRUE(soon([this] { return port() != 0; }));
    }
    std::uint16_t port() const {
        const auto said = read_whole(folder_.file("said"));
        const auto at = said.find("port ");
        if (at == std::string::npos || !said.ends_with('\n')) return 0;
        return static_cast<std::uint16_t>(std::stoi(said.substr(at + 5)));
    }
    ChildProcess& process() { return process_; }
    std::string said() const { return read_whole(folder_.file("said")); }

private:
    ScratchFolder folder_;
    ChildProcess process_;
};

std::string noise(std::size_t size) {
    SeededEntropy chance(42);
    std::string bytes(size, '\0');
    for (auto& byte : bytes) byte = static_cast<char>(chance.below(256));
    return bytes;
}

void print(std::uint16_t port, const std::string& bytes) {
    auto till = Stream::connect_to(port);
    ASSERT_TRUE(till.open());
    ASSERT_TRUE(till.write(bytes));
    ::shutdown(till.fd(), SHUT_WR);
    while (!till.read_some().empty()) {
    }
}

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

TEST(TapAndDaemon, StoppedAndKilledInTheMiddleOfAReceiptItStopsNoByte) {
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

}  // namespace
}  // namespace aisle
