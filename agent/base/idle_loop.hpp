// SPDX-License-Identifier: Apache-2.0
// Runs an io_context like its own run(), and leaves nothing on the stack whenever it waits.
#pragma once

#include "agent/base/wipe.hpp"

#include <boost/asio/io_context.hpp>

namespace aisle {

inline void run_and_wipe(boost::asio::io_context& io) {
    while (io.run_one() > 0) {
        io.poll();
        wipe_stack();
    }
}

}  // namespace aisle
