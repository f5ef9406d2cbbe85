// SPDX-License-Identifier: Apache-2.0
// Bytes from a tty, unchanged: 8 data bits, no parity, one stop bit, no flow control, and nothing
// translated on the way (a CR stays a CR). The line is ours alone while it is open. DTR and RTS are
// raised where they exist, because many USB scanners send only then.
#pragma once

#include "drivers/node_source.hpp"

#include <string>

namespace aisle {

class SerialSource final : public NodeSource {
public:
    SerialSource(boost::asio::io_context& io, std::string path, unsigned speed);

private:
    Result<void> set_up(int fd) override;

    unsigned speed_;
};

}  // namespace aisle
