// SPDX-License-Identifier: Apache-2.0
// One connection through the fault proxy: two sockets and two pipes, one each way. A pipe keeps
// what it has read until its latency is over and the rate has room, and passes it on in slices; it
// can be held, lose everything, or go deaf. On the proxy's thread only.
#pragma once

#include "agent/base/entropy.hpp"
#include "agent/base/function.hpp"
#include "tests/support/fault_schedule.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <array>
#include <deque>
#include <memory>
#include <string>

namespace aisle {

// What a pipe is to do with what comes, beyond the weather.
struct PipeState {
    bool held = false;       // passes nothing on, until it is let go
    bool losing = false;     // passes nothing on, and forgets it
    std::size_t packet = 0;  // what is larger stays, and all behind it; 0: no bound
};

// What all lines of a proxy share. `room` says how many bytes may pass this way before a fault is
// due, and `passed` that some have; the fault may strike from within.
struct LineSurroundings {
    Weather weather;
    std::array<PipeState, 2> states;
    std::unique_ptr<Entropy> chance;
    Function<std::size_t(Way)> room;
    Function<void(Way, std::size_t)> passed;
};

class FaultLine : public std::enable_shared_from_this<FaultLine> {
public:
    using Socket = boost::asio::ip::tcp::socket;

    FaultLine(Socket device, LineSurroundings& surroundings);

    // Goes on to the broker at this loopback port.
    void begin(std::uint16_t behind);
    // What was held may go on.
    void go_on();
    void reset();
    // At once, and what was on its way is gone.
    void close();
    // What was on its way arrives first.
    void finish();
    // The broker's side ends by a reset; the device's stays as it is, and nobody listens there.
    void lose_broker();
    bool broker_lost() const { return broker_lost_; }
    bool over() const { return over_; }
    // The first bytes that the device sent, to be said again.
    const std::string& first_words() const { return first_words_; }

private:
    struct Chunk {
        MonoTime due;
        std::string bytes;
        std::size_t sent = 0;
    };
    struct Pipe {
        Pipe(Way to, Socket& source, Socket& sink)
            : way(to), from(source), into(sink), timer(source.get_executor()) {}
        Way way;
        Socket& from;
        Socket& into;
        boost::asio::steady_timer timer;
        std::array<char, 16384> buffer{};
        std::deque<Chunk> chunks;
        std::size_t waiting = 0;
        MonoTime free_at{};  // when the rate has room again
        bool reading = false;
        bool writing = false;
        bool ended = false;   // its source has ended
        bool closed = false;  // and its sink was told
    };

    void read(Pipe& pipe);
    void take(Pipe& pipe, std::size_t bytes);
    void pass(Pipe& pipe);
    void wait_until(Pipe& pipe, MonoTime when);
    void written(Pipe& pipe, std::size_t bytes);
    void end(Pipe& pipe);
    std::size_t piece(const Pipe& pipe) const;
    PipeState& state(const Pipe& pipe);

    LineSurroundings& world_;
    Socket device_;
    Socket broker_;
    Pipe up_;
    Pipe down_;
    std::string first_words_;
    bool broker_lost_ = false;
    bool over_ = false;
};

}  // namespace aisle
