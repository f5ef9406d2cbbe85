// SPDX-License-Identifier: Apache-2.0
// Bytes from a FIFO, from a character device, or from standard input ("-").
// A FIFO is held open for writing too, so that a writer that leaves is no end of input: the next
// one goes on where it stopped. Standard input ends once and for all.
#pragma once

#include "drivers/byte_source.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include <optional>
#include <string>

namespace aisle {

class FdSource final : public ByteSource {
public:
    FdSource(boost::asio::io_context& io, std::string path);
    // Reads an inherited descriptor, which stays the caller's, until it ends.
    FdSource(boost::asio::io_context& io, int inherited, std::string name);
    ~FdSource() override;

    void open(OpenDone done) override;
    void read_some(std::span<char> into, ReadDone done) override;
    void close() override;
    const std::string& name() const override { return name_; }

private:
    Result<void> open_now();
    Result<int> open_path() const;
    Result<int> open_inherited();

    boost::asio::posix::stream_descriptor stream_;
    std::string name_;
    std::optional<int> inherited_;
    // Blocking or not is a mark that all holders of a descriptor see, a shell behind our standard
    // input among them, so it is put back.
    std::optional<int> flags_before_;
    bool ended_ = false;
};

}  // namespace aisle
