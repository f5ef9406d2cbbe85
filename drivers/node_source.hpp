// SPDX-License-Identifier: Apache-2.0
// A device node: opened, set up as its kind asks, read until it is unplugged, opened again.
// Counter thread only.
#pragma once

#include "drivers/byte_source.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include <string>

namespace aisle {

class NodeSource : public ByteSource {
public:
    void open(OpenDone done) final;
    void read_some(std::span<char> into, ReadDone done) final;
    void close() final;
    const std::string& name() const final { return path_; }
    // For who writes as well.
    boost::asio::posix::stream_descriptor& stream() { return stream_; }

protected:
    // `mode`: O_RDONLY or O_RDWR.
    NodeSource(boost::asio::io_context& io, std::string path, int mode);
    // What is open already, and closed if this fails.
    virtual Result<void> set_up(int fd) = 0;

private:
    Result<void> open_now();

    boost::asio::posix::stream_descriptor stream_;
    std::string path_;
    int mode_;
};

}  // namespace aisle
