// SPDX-License-Identifier: Apache-2.0
// Keys of a scanner that types, straight from the kernel (struct input_event, whole ones). While
// it is open no window and no console sees them: the device is grabbed, and where another program
// has it already it is not read at all, because what is typed would go two ways. Only the node that
// is named is touched. Source: Linux, Documentation/input/input.rst.
#pragma once

#include "drivers/node_source.hpp"

#include <string>

namespace aisle {

class EvdevSource final : public NodeSource {
public:
    // Without `claim` it is read and not grabbed: windows see the keys as well.
    EvdevSource(boost::asio::io_context& io, std::string path, bool claim);

private:
    Result<void> set_up(int fd) override;

    bool claim_;
};

}  // namespace aisle
