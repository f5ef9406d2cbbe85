// SPDX-License-Identifier: Apache-2.0
// One write to any Asio stream: as much as it takes. Counter thread only.
#pragma once

#include "agent/base/function.hpp"
#include "agent/base/result.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/system/error_code.hpp>

#include <cstddef>
#include <string_view>
#include <utility>

namespace aisle {

// How many bytes were taken, at least one.
using WriteDone = Function<void(Result<std::size_t>)>;

template <class Stream>
void write_stream(Stream& stream, std::string_view bytes, WriteDone done) {
    stream.async_write_some(
        boost::asio::buffer(bytes.data(), bytes.size()),
        [done = std::move(done)](const boost::system::error_code& error, std::size_t size) mutable {
            done(error ? Result<std::size_t>(Error(Errc::io, "writing failed: " + error.message()))
                       : Result<std::size_t>(size));
        });
}

}  // namespace aisle
