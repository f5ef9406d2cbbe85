// SPDX-License-Identifier: Apache-2.0
// Switches Nagle's algorithm off (TCP_NODELAY) on this process's connections to a port. Paho has no
// option for it and shows no socket, and with it a small message waits for the answer to the one
// before: 40 ms for each of central's acks. The sockets are found among the process's own files;
// one that is not Paho's but goes to the same port only sends sooner too. Any thread.
#pragma once

#include <cstdint>

namespace aisle {

// How many connections were found.
int send_at_once(std::uint16_t port);

}  // namespace aisle
