// SPDX-License-Identifier: Apache-2.0
// Bytes from a network scanner that waits to be called. A name is looked up at every call, so a
// scanner may move.
#pragma once

#include "drivers/byte_source.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <cstdint>
#include <string>

namespace aisle {

class TcpSource final : public ByteSource {
public:
    TcpSource(boost::asio::io_context& io, std::string host, std::uint16_t port);

    void open(OpenDone done) override;
    void read_some(std::span<char> into, ReadDone done) override;
    void close() override;
    const std::string& name() const override { return name_; }
    // For who writes as well.
    boost::asio::ip::tcp::socket& socket() { return socket_; }

private:
    void connect(const boost::asio::ip::tcp::resolver::results_type& places);
    void answer(const boost::system::error_code& error);

    boost::asio::ip::tcp::resolver resolver_;
    boost::asio::ip::tcp::socket socket_;
    boost::asio::steady_timer patience_;
    std::string host_;
    std::uint16_t port_;
    std::string name_;
    OpenDone opening_;
    // Which call the answers are for; a look-up may answer half a minute after it was given up.
    std::uint64_t call_ = 0;
};

}  // namespace aisle
