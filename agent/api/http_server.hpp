// SPDX-License-Identifier: Apache-2.0
// The local interface's doors: a TCP port on this machine and a Unix socket. It accepts, bounds and
// times the connections; what is asked is the router's. The io thread only. The router, the clock
// and the io_context outlive it.
#pragma once

#include "agent/api/http_connection.hpp"

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>

#include <memory>
#include <string>
#include <vector>

namespace aisle {

struct HttpOptions {
    std::string address = "127.0.0.1";  // empty: no TCP
    std::uint16_t port = 8480;          // 0: any free one
    std::string socket_path;            // empty: no Unix socket
    std::vector<std::string> hosts{};   // allowed besides loopback, as a browser sends them
    HttpPatience patience{};
    std::size_t connections_max = http_connections_max;
};

struct HttpWorld {
    boost::asio::io_context& io;
    Router& router;
    const Clock& clock;
    Metrics& metrics;
    Log log;
};

class HttpServer {
public:
    HttpServer(HttpWorld world, HttpOptions options);
    ~HttpServer();
    HttpServer(const HttpServer&) = delete;
    HttpServer& operator=(const HttpServer&) = delete;

    // Errors: io, conflict when another process answers on the Unix socket.
    Result<void> open();
    // The TCP port that was bound.
    std::uint16_t port() const { return port_; }
    std::size_t connections() const { return connections_.size(); }
    // No more callers; what was asked is still answered, then the connections close. Calls `quiet`
    // when the last has gone.
    void stop(Function<void()> quiet);
    // Cuts off everyone.
    void close();

private:
    using Executor = boost::asio::io_context::executor_type;

    template <class Acceptor>
    void accept(Acceptor& acceptor, Door door);
    template <class Acceptor>
    void accept_later(Acceptor& acceptor, Door door, const boost::system::error_code& why);
    Result<void> open_network();
    Result<void> open_local();
    void admit(HttpSocket peer, Door door);
    void forget(const HttpConnection& connection);
    void sweep_later();
    void stop_accepting();

    HttpWorld world_;
    HttpOptions options_;
    std::shared_ptr<HttpHall> hall_;
    boost::asio::basic_socket_acceptor<boost::asio::ip::tcp, Executor> network_;
    boost::asio::basic_socket_acceptor<boost::asio::local::stream_protocol, Executor> local_;
    boost::asio::steady_timer sweep_;
    boost::asio::steady_timer network_pause_;
    boost::asio::steady_timer local_pause_;
    Function<void()> quiet_;
    std::vector<std::shared_ptr<HttpConnection>> connections_;
    std::uint16_t port_ = 0;
    bool sweeping_ = false;
};

}  // namespace aisle
