// SPDX-License-Identifier: Apache-2.0
#include "drivers/tcp_door.hpp"

#include "tests/drivers/byte_tap.hpp"
#include "tests/support/io_loop.hpp"
#include "tests/support/recording_log.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/address_v4.hpp>
#include <boost/asio/write.hpp>

#include <gtest/gtest.h>

#include <memory>

namespace aisle {
namespace {

using boost::asio::ip::tcp;

class TcpDoorTest : public testing::Test {
protected:
    tcp::socket call() {
        tcp::socket scanner(io);
        scanner.connect({boost::asio::ip::address_v4::loopback(), door->port()});
        return scanner;
    }
    static void type(tcp::socket& scanner, std::string_view bytes) {
        boost::asio::write(scanner, boost::asio::buffer(bytes.data(), bytes.size()));
    }

    boost::asio::io_context io;
    RecordingLog lines;
    std::shared_ptr<TcpDoor> door = std::make_shared<TcpDoor>(io, "127.0.0.1", 0, lines.log());
    TcpPlace left{io, door};
    TcpPlace right{io, door};
    ByteTap left_tap{left};
    ByteTap right_tap{right};
};

TEST_F(TcpDoorTest, KeepsTheBytesOfTwoScannersApart) {
    left_tap.open();
    right_tap.open();
    auto one = call();
    auto two = call();
    ASSERT_TRUE(run_until(io, [&] { return left_tap.opened && right_tap.opened; }));
    type(one, "11");
    type(two, "22");
    type(one, "1\r");
    type(two, "2\r");
    ASSERT_TRUE(run_until(io, [&] { return left_tap.bytes.size() + right_tap.bytes.size() == 8; }));
    EXPECT_EQ(left_tap.bytes, "111\r");
    EXPECT_EQ(right_tap.bytes, "222\r");
}

TEST_F(TcpDoorTest, TurnsAScannerAwayAloudWhenNoPlaceIsFree) {
    left_tap.open();
    auto one = call();
    ASSERT_TRUE(run_until(io, [&] { return left_tap.opened.has_value(); }));
    auto two = call();
    ASSERT_TRUE(run_until(io, [&] { return lines.count("device.scanner_refused") == 1; }));
    char byte = 0;
    boost::system::error_code error;
    two.read_some(boost::asio::buffer(&byte, 1), error);
    EXPECT_TRUE(error) << "the scanner must notice";
}

TEST_F(TcpDoorTest, GivesAFreedPlaceToTheNextScanner) {
    left_tap.open();
    auto one = call();
    ASSERT_TRUE(run_until(io, [&] { return left_tap.opened.has_value(); }));
    one.close();
    ASSERT_TRUE(run_until(io, [&] { return left_tap.stopped.has_value(); }));
    left.close();
    left_tap.open();
    auto two = call();
    ASSERT_TRUE(run_until(io, [&] { return left_tap.opened.has_value(); }));
    type(two, "next");
    EXPECT_TRUE(run_until(io, [&] { return left_tap.bytes == "next"; }));
}

TEST_F(TcpDoorTest, DoesNotServeAPlaceThatWasClosedWhileWaiting) {
    left_tap.open();
    left.close();
    right_tap.open();
    auto one = call();
    ASSERT_TRUE(run_until(io, [&] { return right_tap.opened.has_value(); }));
    EXPECT_FALSE(left_tap.opened);
}

TEST_F(TcpDoorTest, TellsEveryPlaceWhyItCannotListen) {
    left_tap.open();
    settle(io);
    auto second = std::make_shared<TcpDoor>(io, "127.0.0.1", door->port(), lines.log());
    TcpPlace first_place(io, second);
    TcpPlace second_place(io, second);
    ByteTap first_tap(first_place);
    ByteTap second_tap(second_place);
    first_tap.open();
    second_tap.open();
    ASSERT_TRUE(run_until(io, [&] { return first_tap.opened && second_tap.opened; }));
    EXPECT_EQ(first_tap.opened->error().kind(), Errc::unavailable);
    EXPECT_NE(first_tap.opened->error().what().find("Address already in use"), std::string::npos);
    EXPECT_EQ(second->port(), 0);
}

TEST_F(TcpDoorTest, ListensOnAddressesOnly) {
    auto named = std::make_shared<TcpDoor>(io, "counter.example", 4001, lines.log());
    TcpPlace place(io, named);
    ByteTap tap(place);
    tap.open();
    settle(io);
    ASSERT_TRUE(tap.opened);
    EXPECT_EQ(tap.opened->error().kind(), Errc::invalid);
}

}  // namespace
}  // namespace aisle
