// SPDX-License-Identifier: Apache-2.0
#include "drivers/stream_read.hpp"

#include <boost/asio/error.hpp>

namespace aisle {

Result<std::size_t> read_outcome(const boost::system::error_code& error, std::size_t size) {
    if (!error) return size;
    if (error == asio::error::eof) return std::size_t{0};
    if (error == asio::error::operation_aborted) return Error(Errc::unavailable, "closed");
    return Error(Errc::io, "reading failed: " + error.message());
}

}  // namespace aisle
