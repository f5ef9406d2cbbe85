// SPDX-License-Identifier: Apache-2.0
#include "sync/send_at_once.hpp"

#include <gtest/gtest.h>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace aisle {
namespace {

bool delays(int fd) {
    int on = 0;
    socklen_t size = sizeof on;
    EXPECT_EQ(getsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, &size), 0);
    return on == 0;
}

struct SendAtOnce : testing::Test {
    void SetUp() override {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        auto* name = reinterpret_cast<sockaddr*>(&address);
        socklen_t size = sizeof address;
        ASSERT_EQ(bind(listener, name, size), 0);
        ASSERT_EQ(listen(listener, 1), 0);
        ASSERT_EQ(getsockname(listener, name, &size), 0);
        port = ntohs(address.sin_port);
        ASSERT_EQ(connect(caller, name, size), 0);
    }
    void TearDown() override {
        close(caller);
        close(listener);
    }
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    int caller = socket(AF_INET, SOCK_STREAM, 0);
    std::uint16_t port = 0;
};

TEST_F(SendAtOnce, SwitchesTheDelayOffOnConnectionsToThePort) {
    ASSERT_TRUE(delays(caller));
    EXPECT_EQ(send_at_once(port), 1);
    EXPECT_FALSE(delays(caller));
}

TEST_F(SendAtOnce, LeavesOtherConnectionsAlone) {
    EXPECT_EQ(send_at_once(static_cast<std::uint16_t>(port ^ 1)), 0);
    EXPECT_EQ(send_at_once(0), 0);
    EXPECT_TRUE(delays(caller));
}

}  // namespace
}  // namespace aisle
