// SPDX-License-Identifier: Apache-2.0
// Seam: a line of bytes from the outside, which may be there, be unplugged and come back.
// At most one open or read is pending. Its `done` is called later on the source's thread, never
// from inside the call; after close() it is called with an error or not at all.
// Counter thread only. A source is destroyed only when its io_context no longer runs: what is
// still queued there may point at it.
#pragma once

#include "agent/base/function.hpp"
#include "agent/base/result.hpp"

#include <cstddef>
#include <span>
#include <string>

namespace aisle {

using OpenDone = Function<void(Result<void>)>;
// 0 bytes: the other side ended in order. An error: it went away in the middle.
using ReadDone = Function<void(Result<std::size_t>)>;

class ByteSource {
public:
    virtual ~ByteSource() = default;

    // Opens, and opens again after close(); may take as long as nobody is there. Errors: dead when
    // no later try can succeed; any other is worth another try.
    virtual void open(OpenDone done) = 0;
    // `into` stays valid until `done`.
    virtual void read_some(std::span<char> into, ReadDone done) = 0;
    virtual void close() = 0;
    // For people: "/dev/ttyACM0", "0.0.0.0:4001".
    virtual const std::string& name() const = 0;
};

}  // namespace aisle
