// SPDX-License-Identifier: Apache-2.0
// One caller's connection: reads a request, has it answered, writes the answer, and only then looks
// at the next, so that pipelined requests are answered in their order and nothing is read ahead of
// what is bounded. An answer may come long after the request; a caller that left is forgotten.
// Plain callbacks, one outstanding read and one outstanding write; the io thread only.
#pragma once

#include "agent/api/gate.hpp"
#include "agent/api/http_reader.hpp"
#include "agent/api/router.hpp"
#include "agent/base/limits.hpp"
#include "agent/base/log.hpp"
#include "agent/base/metrics.hpp"
#include "agent/base/time.hpp"

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>

#include <array>
#include <memory>
#include <string>

namespace aisle {

using HttpSocket = boost::asio::basic_stream_socket<boost::asio::generic::stream_protocol,
                                                    boost::asio::io_context::executor_type>;

struct HttpPatience {
    Millis request = http_read_patience;
    Millis idle = http_idle_patience;
    Millis answer = http_answer_patience;
    Millis linger = http_linger_patience;
    Millis ping = live_ping_interval;
};

class HttpConnection;

// What the connections of one server have in common.
struct HttpHall {
    Router& router;
    const Clock& clock;
    Metrics& metrics;
    Log log;
    Gate gate;
    HttpPatience patience{};
    Function<void(const HttpConnection&)> left{};
    bool open = true;  // false once the server is gone
};

class HttpConnection final : public std::enable_shared_from_this<HttpConnection> {
public:
    HttpConnection(HttpSocket socket, Door door, std::shared_ptr<HttpHall> hall);

    void start();
    // Says why and closes, without hearing the caller out.
    void turn_away(const Problem& problem);
    // Called now and then: a deadline that passed ends the wait. One timer serves all connections.
    void sweep(MonoTime now);
    // Finishes what was asked and closes; an idle connection closes now.
    void retire();
    void close();

private:
    enum class State { reading, answering, writing, streaming, lingering, closed };
    enum class Wait { idle, request, answer, write, linger, ping };

    void expect(Wait wait);
    void read();
    void on_read(const boost::system::error_code& error, std::size_t size);
    void digest();
    void on_head();
    void say_continue();
    void dispatch();
    void send(Response response);
    void write();
    void on_written(const boost::system::error_code& error);
    void stream();
    void linger();

    HttpSocket socket_;
    Door door_;
    std::shared_ptr<HttpHall> hall_;
    HttpReader reader_;
    State state_ = State::reading;
    Wait wait_ = Wait::idle;
    MonoTime deadline_{};
    bool read_pending_ = false;
    bool write_pending_ = false;
    bool closing_ = false;
    std::uint64_t turn_ = 0;  // which request is being answered
    std::string head_;
    std::string body_;
    std::shared_ptr<BodyStream> stream_;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
    std::array<char, http_read_bytes> bytes_;
};

}  // namespace aisle
