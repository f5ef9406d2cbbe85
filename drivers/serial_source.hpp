// SPDX-License-Identifier: Apache-2.0
// Bytes from a tty, unchanged: 8 data bits, no parity, one stop bit, no flow control, and nothing
// translated on the way (a CR stays a CR). The line is ours alone while it is open. DTR and RTS are
// raised where they exist, because many USB scanners send only then.
#pragma once

#include "drivers/byte_source.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include <string>

namespace aisle {

class SerialSource final : public ByteSource {
public:
    SerialSource(boost::asio::io_context& io, std::string path, unsigned speed);

    void open(OpenDone done) override;
    void read_some(std::span<char> into, ReadDone done) override;
    void close() override;
    const std::string& name() const override { return path_; }

private:
    Result<void> open_now();
    Result<void> set_up(int fd) const;

    boost::asio::posix::stream_descriptor stream_;
    std::string path_;
    unsigned speed_;
};

}  // namespace aisle
