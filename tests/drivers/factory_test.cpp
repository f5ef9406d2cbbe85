// SPDX-License-Identifier: Apache-2.0
#include "drivers/factory.hpp"

#include "tests/drivers/pty.hpp"
#include "tests/support/io_loop.hpp"
#include "tests/support/loopback.hpp"
#include "tests/support/recording_log.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/address_v4.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>

#include <gtest/gtest.h>

#include <fcntl.h>
#include <sys/stat.h>

#include <string>
#include <vector>

namespace aisle {
namespace {

using boost::asio::ip::tcp;

class FactoryTest : public testing::Test {
protected:
    testing::AssertionResult made(const DeviceOptions& options) {
        auto outcome = make_device(options, {io, clock, log.log(), metrics});
        if (!outcome) return testing::AssertionFailure() << outcome.error().what();
        device = std::move(*outcome);
        device->start({.scanned = [this](Scan scan) { scans.push_back(scan.bytes); },
                       .changed = [this](const DeviceState&) { ++changes; }});
        return testing::AssertionSuccess();
    }
    testing::AssertionResult opened() {
        return run_until(io, [this] { return device->state().condition == DeviceCondition::open; });
    }
    testing::AssertionResult scanned(const std::vector<std::string>& codes) {
        const auto outcome = run_until(io, [&] { return scans.size() >= codes.size(); });
        if (outcome && scans != codes) return testing::AssertionFailure() << scans.front();
        return outcome;
    }

    SystemClock clock;
    RecordingLog log;
    Metrics metrics;
    boost::asio::io_context io;
    std::unique_ptr<Device> device;
    std::vector<std::string> scans;
    int changes = 0;
};

TEST_F(FactoryTest, MakesASerialScannerThatSurvivesBeingUnplugged) {
    PtyScanner scanner;
    ASSERT_TRUE(made({.name = "lane1", .kind = SourceKind::serial, .path = scanner.path()}));
    ASSERT_TRUE(opened());
    scanner.type("one\r");
    ASSERT_TRUE(scanned({"one"}));
    scanner.unplug();
    ASSERT_TRUE(run_until(io, [&] { return device->state().condition == DeviceCondition::lost; }));
    scanner.plug();
    ASSERT_TRUE(opened());
    scanner.type("two\r");
    EXPECT_TRUE(scanned({"one", "two"}));
    EXPECT_EQ(metrics.get(Count::scanner_reopened), 1u);
}

TEST_F(FactoryTest, MakesADeviceOfAFifo) {
    Folder folder;
    const auto path = folder / "scans";
    ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
    ASSERT_TRUE(made({.name = "pipe", .kind = SourceKind::fd, .path = path}));
    ASSERT_TRUE(opened());
    const int fd = ::open(path.c_str(), O_WRONLY | O_NONBLOCK);
    ASSERT_EQ(::write(fd, "one\ntwo\n", 8), 8);
    ::close(fd);
    EXPECT_TRUE(scanned({"one", "two"}));
}

TEST_F(FactoryTest, MakesADeviceThatCallsANetworkScanner) {
    tcp::acceptor acceptor(io, {boost::asio::ip::address_v4::loopback(), 0});
    tcp::socket scanner(io);
    acceptor.async_accept(scanner, [&](const boost::system::error_code& error) {
        if (!error) boost::asio::write(scanner, boost::asio::buffer("one\r", 4));
    });
    ASSERT_TRUE(made({.name = "net",
                      .kind = SourceKind::tcp_connect,
                      .host = "127.0.0.1",
                      .port = acceptor.local_endpoint().port()}));
    EXPECT_TRUE(scanned({"one"}));
}

TEST_F(FactoryTest, MakesADeviceThatNetworkScannersCallEvenOneThatHangsUpAfterEachCode) {
    const auto port = free_port();
    ASSERT_TRUE(
        made({.name = "net", .kind = SourceKind::tcp_listen, .host = "127.0.0.1", .port = port}));
    EXPECT_EQ(device->state().condition, DeviceCondition::waiting);
    std::vector<std::string> codes;
    for (std::size_t i = 0; i < 3 * network_scanners_max; ++i) {
        codes.push_back("code" + std::to_string(i));
        // Places come free again a moment after each call; a caller turned away calls again.
        while (scans.size() < codes.size()) {
            tcp::socket scanner(io);
            scanner.connect({boost::asio::ip::address_v4::loopback(), port});
            boost::system::error_code refused;
            boost::asio::write(scanner, boost::asio::buffer(codes.back()), refused);
            scanner.close();
            const auto turned_away = log.count("device.scanner_refused");
            ASSERT_TRUE(run_until(io, [&] {
                return scans.size() == codes.size() ||
                       log.count("device.scanner_refused") > turned_away;
            }));
        }
    }
    EXPECT_EQ(scans, codes);
}

TEST_F(FactoryTest, GivesANetworkLongerThanACableToFallSilent) {
    tcp::acceptor acceptor(io, {boost::asio::ip::address_v4::loopback(), 0});
    tcp::socket scanner(io);
    acceptor.async_accept(scanner, [&](const boost::system::error_code&) {
        boost::asio::write(scanner, boost::asio::buffer("no suffix", 9));
    });
    ASSERT_TRUE(made({.name = "net",
                      .kind = SourceKind::tcp_connect,
                      .host = "127.0.0.1",
                      .port = acceptor.local_endpoint().port()}));
    ASSERT_TRUE(scanned({"no suffix"}));
    EXPECT_GE(clock.mono() - *device->state().last_read, scan_idle_network_min);
}

TEST_F(FactoryTest, RefusesOptionsThatCannotWork) {
    EXPECT_FALSE(made({.name = "lane1", .kind = SourceKind::serial}));
}

}  // namespace
}  // namespace aisle
