// SPDX-License-Identifier: Apache-2.0
#include "drivers/tcp_source.hpp"

#include "tests/drivers/byte_tap.hpp"
#include "tests/support/io_loop.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/address_v4.hpp>
#include <boost/asio/write.hpp>

#include <gtest/gtest.h>

#include <netinet/tcp.h>

#include <optional>

namespace aisle {
namespace {

using boost::asio::ip::tcp;

// A network scanner that waits to be called, on a free port of this machine.
class TcpSourceTest : public testing::Test {
protected:
    void await_call() {
        scanner.reset();
        acceptor.async_accept([this](const boost::system::error_code& error, tcp::socket socket) {
            if (!error) scanner.emplace(std::move(socket));
        });
    }
    void type(std::string_view bytes) {
        boost::asio::write(*scanner, boost::asio::buffer(bytes.data(), bytes.size()));
    }

    boost::asio::io_context io;
    tcp::acceptor acceptor{io, tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0)};
    std::uint16_t port = acceptor.local_endpoint().port();
    std::optional<tcp::socket> scanner;
};

TEST_F(TcpSourceTest, CallsAScannerByNumberAndByName) {
    for (const std::string host : {"127.0.0.1", "localhost"}) {
        TcpSource source(io, host, port);
        ByteTap tap(source);
        await_call();
        tap.open();
        ASSERT_TRUE(run_until(io, [&] { return scanner && tap.opened; }));
        ASSERT_TRUE(tap.opened->has_value()) << tap.opened->error().what();
        type("4006381333931\r");
        EXPECT_TRUE(run_until(io, [&] { return tap.bytes == "4006381333931\r"; })) << host;
        source.close();
        settle(io);
    }
}

TEST_F(TcpSourceTest, TellsAnOrderlyEndFromALossAndCallsAgain) {
    TcpSource source(io, "127.0.0.1", port);
    ByteTap tap(source);
    await_call();
    tap.open();
    ASSERT_TRUE(run_until(io, [&] { return scanner && tap.opened; }));
    scanner->close();
    ASSERT_TRUE(run_until(io, [&] { return tap.stopped.has_value(); }));
    ASSERT_TRUE(tap.stopped->has_value());
    EXPECT_EQ(**tap.stopped, 0u);
    source.close();

    await_call();
    tap.open();
    ASSERT_TRUE(run_until(io, [&] { return scanner && tap.opened; }));
    // A reset instead of a farewell, as when a scanner restarts.
    scanner->set_option(tcp::socket::linger(true, 0));
    scanner->close();
    ASSERT_TRUE(run_until(io, [&] { return tap.stopped.has_value(); }));
    EXPECT_EQ(tap.stopped->error().kind(), Errc::io);
}

TEST_F(TcpSourceTest, SaysThatNobodyAnswers) {
    acceptor.close();
    TcpSource source(io, "127.0.0.1", port);
    ByteTap tap(source);
    tap.open();
    ASSERT_TRUE(run_until(io, [&] { return tap.opened.has_value(); }));
    EXPECT_EQ(tap.opened->error().kind(), Errc::unavailable);
    EXPECT_NE(tap.opened->error().what().find(source.name()), std::string::npos);
    EXPECT_NE(tap.opened->error().what().find("Connection refused"), std::string::npos);
}

TEST_F(TcpSourceTest, ForgetsACallThatWasClosedDuringTheLookUpOrTheConnecting) {
    for (const int steps : {0, 1}) {
        SCOPED_TRACE(steps);
        TcpSource source(io, "127.0.0.1", port);
        ByteTap tap(source);
        tap.open();
        io.restart();
        for (int i = 0; i < steps; ++i) io.run_one();
        source.close();
        tap.open();
        ASSERT_TRUE(run_until(io, [&] { return tap.opened.has_value(); }));
        EXPECT_TRUE(tap.opened->has_value());
        source.close();
        settle(io);
    }
}

TEST_F(TcpSourceTest, LetsTheKernelWatchForAScannerThatIsSilentlyGone) {
    TcpSource source(io, "127.0.0.1", port);
    ByteTap tap(source);
    tap.open();
    ASSERT_TRUE(run_until(io, [&] { return tap.opened.has_value(); }));
    boost::asio::socket_base::keep_alive on;
    source.socket().get_option(on);
    EXPECT_TRUE(on.value());
}

}  // namespace
}  // namespace aisle
