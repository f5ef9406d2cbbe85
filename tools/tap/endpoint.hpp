// SPDX-License-Identifier: Apache-2.0
// One side of a tap, as it is written on the command line, and opened.
//
//   tcp:ADDRESS:PORT    the till's side listens there, the printer's is called
//   serial:PATH[:SPEED] a tty, 8N1, 9600 unless said
//   pty:PATH            a pseudo-terminal behind a link, for a till that prints to a device
//   file:PATH           a printer's node, such as /dev/usb/lp0
#pragma once

#include "agent/base/descriptor.hpp"
#include "agent/base/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace aisle {

struct Endpoint {
    enum class Kind { tcp, serial, pty, file };
    Kind kind = Kind::tcp;
    std::string host{};
    std::uint16_t port = 0;
    std::string path{};
    unsigned speed = 9600;
};

// Errors: invalid.
Result<Endpoint> parse_endpoint(std::string_view text);

// All of them non-blocking and closed on exec. Errors: what the system says, and where.
Result<Descriptor> listen_on(const Endpoint& endpoint);
// A call may still be under way when this returns: writing tells how it ended.
Result<Descriptor> open_endpoint(const Endpoint& endpoint);

}  // namespace aisle
