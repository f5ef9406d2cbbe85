// SPDX-License-Identifier: Apache-2.0
// One side of a tap, as it is written on the command line, and opened.
//
//   tcp:ADDRESS:PORT  the till's side listens there, the printer's is called
//   serial:PATH[:SPEED[:xon|rts|none]]
//                     a tty, 8N1, 9600 and XON/XOFF unless said; rts is RTS/CTS
//   pty:PATH          a pseudo-terminal behind a link, for a till that prints to a device
//   file:PATH         a printer's node, such as /dev/usb/lp0; a file that is there is added to
#pragma once

#include "agent/base/descriptor.hpp"
#include "agent/base/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace aisle {

struct Endpoint {
    enum class Kind { tcp, serial, pty, file };
    // How who is slower keeps the other waiting.
    enum class Flow { none, xon, rts };
    // What is said on a line is for the one that reads it: a till's 0x13 belongs to a picture, a
    // printer's means stop.
    enum class Side { till, printer };
    Kind kind = Kind::tcp;
    std::string host{};
    std::uint16_t port = 0;
    std::string path{};
    unsigned speed = 9600;
    Flow flow = Flow::xon;
};

// One that is open.
struct Line {
    int get() const { return ours.get(); }
    Descriptor ours;
    // The till's end of a pseudo-terminal: without it, a till that closes its own would end the
    // line for us too.
    Descriptor theirs{-1};
};

// Errors: invalid.
Result<Endpoint> parse_endpoint(std::string_view text);

// All of them non-blocking and closed on exec. Errors: what the system says, and where.
Result<Descriptor> listen_on(const Endpoint& endpoint);
// Not open when nobody calls any more.
Descriptor accept_from(const Descriptor& door);
// A call may still be under way when this returns: writing tells how it ended.
Result<Line> open_endpoint(const Endpoint& endpoint, Endpoint::Side side);

}  // namespace aisle
