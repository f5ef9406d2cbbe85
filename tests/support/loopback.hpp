// SPDX-License-Identifier: Apache-2.0
// Small servers for tests: each connection to a loopback port is served by a function on a thread
// of its own. Stopping cuts all connections and joins.
#pragma once

#include <cstdint>
#include <functional>
#include <list>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace aisle {

// A connected socket. Blocking.
class Stream {
public:
    explicit Stream(int fd = -1) : fd_(fd) {}
    ~Stream();
    Stream(Stream&& other) noexcept;
    Stream& operator=(Stream&& other) noexcept;
    static Stream connect_to(std::uint16_t port);
    // A Unix socket.
    static Stream connect_to(const std::string& path);

    bool open() const { return fd_ >= 0; }
    int fd() const { return fd_; }
    // What is there, at least a byte; empty at its end.
    std::string read_some();
    // Through the end of `mark`, or what came until the end.
    std::string read_through(std::string_view mark);
    std::string read_exactly(std::size_t bytes);
    bool write(std::string_view bytes);
    void cut();

private:
    int fd_;
};

// Copies both ways until one side ends.
void pump(Stream& left, Stream& right);

class Listener {
public:
    Listener();
    ~Listener();
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;

    std::uint16_t port() const { return port_; }
    Stream accept();  // not open once cut
    void cut();

private:
    int fd_;
    std::uint16_t port_ = 0;
};

// What an HTTP server on loopback answers, whole, to "GET /path" or "POST /path" with a JSON body;
// empty when nobody does. And of an answer what stands behind its head.
std::string ask_http(std::uint16_t port, const std::string& what, const std::string& body = {});
std::string body_of(const std::string& answer);
// The same on a Unix socket.
std::string ask_socket(const std::string& path, const std::string& what);

// A port on which nobody listens, and which the kernel gives nobody as long as this process lives:
// neither to who asks for any port nor as the near end of a connection. A program that is told the
// port and listens with SO_REUSEADDR has it.
std::uint16_t free_port();

class LoopbackServer {
public:
    using Serve = std::function<void(Stream&)>;
    explicit LoopbackServer(Serve serve);
    ~LoopbackServer();
    LoopbackServer(const LoopbackServer&) = delete;
    LoopbackServer& operator=(const LoopbackServer&) = delete;

    std::uint16_t port() const { return listener_.port(); }
    std::size_t served() const;

private:
    void run();

    Serve serve_;
    Listener listener_;
    mutable std::mutex mutex_;
    std::list<Stream> streams_;
    std::vector<std::thread> threads_;
    std::thread acceptor_;
};

// Answers whatever comes first with these bytes, and closes.
LoopbackServer::Serve answer_and_close(std::string bytes);
// An HTTP proxy that opens tunnels to loopback ports, for those who know the password if one is
// set ("user:password", as Basic sends it in Base64).
LoopbackServer::Serve connect_proxy(std::string basic = {});
// Speaks websocket with subprotocol mqtt at `path`, and plain TCP to the port behind it.
LoopbackServer::Serve websocket_bridge(std::uint16_t behind, std::string path);
// Speaks TLS with the test's server certificate, or the one for another host, and plain TCP to the
// port behind it.
LoopbackServer::Serve tls_bridge(std::uint16_t behind, bool elsewhere = false);

}  // namespace aisle
