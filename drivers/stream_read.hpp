// SPDX-License-Identifier: Apache-2.0
// One read from any Asio stream, answered in the words of ByteSource. Counter thread only.
#pragma once

#include "drivers/byte_source.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/system/error_code.hpp>

#include <cstddef>
#include <span>
#include <utility>

namespace aisle {

namespace asio = boost::asio;

Result<std::size_t> read_outcome(const boost::system::error_code& error, std::size_t size);

template <class Stream>
void read_stream(Stream& stream, std::span<char> into, ReadDone done) {
    stream.async_read_some(
        asio::buffer(into.data(), into.size()),
        [done = std::move(done)](const boost::system::error_code& error, std::size_t size) mutable {
            done(read_outcome(error, size));
        });
}

}  // namespace aisle
