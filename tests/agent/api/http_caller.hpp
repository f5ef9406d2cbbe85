// SPDX-License-Identifier: Apache-2.0
// A server on a thread of its own, and callers that speak raw bytes to it.
#pragma once

#include "agent/api/http_server.hpp"
#include "tests/support/recording_log.hpp"

#include <string>
#include <string_view>
#include <thread>

namespace aisle {

// The far end of one connection. Reads end at the deadline of a test that would hang.
class Caller {
public:
    explicit Caller(std::uint16_t port);
    explicit Caller(const std::string& socket_path);
    ~Caller();
    Caller(const Caller&) = delete;
    Caller& operator=(const Caller&) = delete;

    bool connected() const { return connected_; }
    bool send(std::string_view bytes);
    void finish_sending();
    // One whole answer (head and body by Content-Length); what follows is kept for the next call.
    std::string answer(bool with_body = true);
    // Whatever comes until `word` was seen or the end.
    std::string read_until(std::string_view word);
    // Whether something came, or comes in time.
    bool hears_within(Millis limit);
    // True when the server closes; whatever else it sends is dropped.
    bool closed();

private:
    bool fill();

    int fd_ = -1;
    bool connected_ = false;
    std::string pending_;
};

class ServedRouter {
public:
    explicit ServedRouter(HttpOptions options = any_port());
    ~ServedRouter();

    static HttpOptions any_port();
    static HttpOptions quick();
    // Runs `body` on the server's thread and waits for it.
    void on_thread(std::function<void()> body);
    std::string host() const { return "localhost:" + std::to_string(server.port()); }
    // "GET /path HTTP/1.1" with Host and an empty line.
    std::string get(const std::string& path) const;
    std::string post(const std::string& path, const std::string& body) const;

    boost::asio::io_context io{1};
    SystemClock clock;
    Metrics metrics;
    RecordingLog lines;
    Router router;
    HttpServer server;
    Result<void> opened;

private:
    std::thread thread_;
};

int status_of(std::string_view answer);
std::string body_of(std::string_view answer);

}  // namespace aisle
