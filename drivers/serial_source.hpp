// SPDX-License-Identifier: Apache-2.0
// Bytes from a tty, unchanged. A scanner needs no flow control; a printer does, and what it was
// sent and did not take is thrown away with drop_bytes() before the line is closed, or that would
// wait for it. The line is ours alone while it is open.
#pragma once

#include "drivers/node_source.hpp"
#include "drivers/serial_line.hpp"

#include <string>

namespace aisle {

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
