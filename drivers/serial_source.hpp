// SPDX-License-Identifier: Apache-2.0
// Bytes from a tty, unchanged: 8 data bits, no parity, one stop bit, and nothing translated on the
// way (a CR stays a CR). A scanner needs no flow control; a printer does, and what it was sent and
// did not take is thrown away with drop_bytes() before the line is closed, or that would wait for
// it. The line is ours alone while it is open. DTR and RTS are raised where they exist, because
// many USB scanners send only then.
#pragma once

#include "drivers/node_source.hpp"

#include <string>

namespace aisle {

enum class SerialFlow { none, xon_xoff, rts_cts };

// What waits in the kernel, in both directions. What is no tty keeps it.
void drop_bytes(int fd);
// What came and was not read; what goes is left to whom it belongs.
void drop_heard(int fd);

class SerialSource final : public NodeSource {
public:
    SerialSource(boost::asio::io_context& io, std::string path, unsigned speed,
                 SerialFlow flow = SerialFlow::none);

private:
    Result<void> set_up(int fd) override;

    unsigned speed_;
    SerialFlow flow_;
};

}  // namespace aisle
