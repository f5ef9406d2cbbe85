// SPDX-License-Identifier: Apache-2.0
// One listening port and the places behind it. Each place is a ByteSource of its own, so that the
// bytes of two scanners never mix: a place opens when a scanner calls and is free again when it
// hangs up. A scanner that finds no free place is turned away aloud, not left waiting.
// Counter thread only.
#pragma once

#include "agent/base/log.hpp"
#include "agent/base/result.hpp"
#include "drivers/byte_source.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <cstdint>
#include <deque>
#include <memory>
#include <string>

namespace aisle {

class TcpDoor {
public:
    using Visitor = Function<void(Result<boost::asio::ip::tcp::socket>)>;

    TcpDoor(boost::asio::io_context& io, std::string host, std::uint16_t port, Log log);

    // Opens the port if it is closed. `visitor` gets the next scanner, or why none can come.
    void await(const void* place, Visitor visitor);
    void forget(const void* place);
    const std::string& name() const { return name_; }
    // The port that listens; 0 while none does.
    std::uint16_t port() const;

private:
    struct Waiting {
        const void* place;
        Visitor visitor;
    };

    Result<void> listen();
    void accept();
    void admit(boost::asio::ip::tcp::socket socket);
    void fail(const Error& error);

    boost::asio::io_context& io_;
    boost::asio::ip::tcp::acceptor acceptor_;
    std::string host_;
    std::uint16_t port_;
    std::string name_;
    Log log_;
    std::deque<Waiting> waiting_;  // at most one for each place
};

class TcpPlace final : public ByteSource {
public:
    TcpPlace(boost::asio::io_context& io, std::shared_ptr<TcpDoor> door);

    void open(OpenDone done) override;
    void read_some(std::span<char> into, ReadDone done) override;
    void close() override;
    const std::string& name() const override { return door_->name(); }

private:
    std::shared_ptr<TcpDoor> door_;
    boost::asio::ip::tcp::socket socket_;
};

}  // namespace aisle
