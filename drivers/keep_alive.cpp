// SPDX-License-Identifier: Apache-2.0
#include "drivers/keep_alive.hpp"

#include "agent/base/limits.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace aisle {
namespace {

void set(int socket, int level, int option, int value) {
    ::setsockopt(socket, level, option, &value, sizeof value);
}

}  // namespace

void keep_alive(int socket) {
    set(socket, SOL_SOCKET, SO_KEEPALIVE, 1);
    set(socket, IPPROTO_TCP, TCP_KEEPIDLE, static_cast<int>(device_keepalive_idle.count()));
    set(socket, IPPROTO_TCP, TCP_KEEPINTVL, static_cast<int>(device_keepalive_interval.count()));
    set(socket, IPPROTO_TCP, TCP_KEEPCNT, device_keepalive_probes);
}

}  // namespace aisle
