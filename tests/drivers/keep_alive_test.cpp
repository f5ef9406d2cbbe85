// SPDX-License-Identifier: Apache-2.0
#include "drivers/keep_alive.hpp"

#include "agent/base/descriptor.hpp"
#include "agent/base/limits.hpp"

#include <gtest/gtest.h>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace aisle {
namespace {

int option(const Descriptor& socket, int level, int name) {
    int value = -1;
    socklen_t size = sizeof value;
    EXPECT_EQ(::getsockopt(socket.get(), level, name, &value, &size), 0);
    return value;
}

TEST(KeepAlive, LetsTheKernelAskWhoSaysNothing) {
    const Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    ASSERT_EQ(option(socket, SOL_SOCKET, SO_KEEPALIVE), 0);
    keep_alive(socket.get());
    EXPECT_EQ(option(socket, SOL_SOCKET, SO_KEEPALIVE), 1);
    EXPECT_EQ(option(socket, IPPROTO_TCP, TCP_KEEPIDLE), device_keepalive_idle.count());
    EXPECT_EQ(option(socket, IPPROTO_TCP, TCP_KEEPINTVL), device_keepalive_interval.count());
    EXPECT_EQ(option(socket, IPPROTO_TCP, TCP_KEEPCNT), device_keepalive_probes);
}

}  // namespace
}  // namespace aisle
