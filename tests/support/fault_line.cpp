// SPDX-License-Identifier: Apache-2.0
#include "tests/support/fault_line.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/ip/address_v4.hpp>

#include <algorithm>

namespace aisle {
namespace {

using boost::asio::ip::tcp;
using boost::system::error_code;

// As a router's queue: who sends more has to wait.
constexpr std::size_t queue_bytes_max = 64 * 1024;
constexpr std::size_t piece_bytes_max = 16384;
// A slow line passes on so often in a second.
constexpr std::size_t pieces_per_second = 20;

void send_at_once(tcp::socket& socket) {
    error_code ignored;
    socket.set_option(tcp::no_delay(true), ignored);
}

// With a reset: what was on its way is gone.
void drop(tcp::socket& socket) {
    error_code ignored;
    socket.set_option(boost::asio::socket_base::linger(true, 0), ignored);
    socket.close(ignored);
}

}  // namespace

FaultLine::FaultLine(Socket device, LineSurroundings& surroundings)
    : world_(surroundings),
      device_(std::move(device)),
      broker_(device_.get_executor()),
      up_(Way::up, device_, broker_),
      down_(Way::down, broker_, device_) {}

void FaultLine::begin(std::uint16_t behind) {
    send_at_once(device_);
    const tcp::endpoint broker(boost::asio::ip::address_v4::loopback(), behind);
    broker_.async_connect(broker, [this, self = shared_from_this()](const error_code& error) {
        if (over_ || broker_lost_) return;
        if (error) return reset();
        send_at_once(broker_);
        go_on();
    });
}

PipeState& FaultLine::state(const Pipe& pipe) {
    return world_.states[static_cast<std::size_t>(pipe.way)];
}

void FaultLine::go_on() {
    for (Pipe* pipe : {&up_, &down_}) {
        read(*pipe);
        pass(*pipe);
    }
}

void FaultLine::read(Pipe& pipe) {
    const bool full = pipe.waiting >= queue_bytes_max;
    if (over_ || broker_lost_ || pipe.reading || pipe.ended || full) return;
    pipe.reading = true;
    pipe.from.async_read_some(
        boost::asio::buffer(pipe.buffer),
        [this, self = shared_from_this(), &pipe](const error_code& error, std::size_t bytes) {
            pipe.reading = false;
            if (over_ || broker_lost_ || pipe.ended) return;
            if (error && error != boost::asio::error::eof) return reset();
            if (error) {
                pipe.ended = true;
            } else {
                take(pipe, bytes);
            }
            pass(pipe);
            read(pipe);
        });
}

void FaultLine::take(Pipe& pipe, std::size_t bytes) {
    const std::string_view came(pipe.buffer.data(), bytes);
    if (pipe.way == Way::up && first_words_.empty()) first_words_ = came;
    if (state(pipe).losing) return;
    const auto jitter = static_cast<std::uint64_t>(Micros(world_.weather.jitter).count());
    MonoTime due = SystemClock().mono() + world_.weather.latency +
                   Micros{static_cast<std::int64_t>(world_.chance->below(jitter + 1))};
    if (!pipe.chunks.empty()) due = std::max(due, pipe.chunks.back().due);
    pipe.chunks.push_back({due, std::string(came), 0});
    pipe.waiting += bytes;
}

std::size_t FaultLine::piece(const Pipe& pipe) const {
    std::size_t bytes = piece_bytes_max;
    const Weather& weather = world_.weather;
    if (weather.slice_bytes > 0) bytes = std::min(bytes, weather.slice_bytes);
    if (weather.bytes_per_second > 0) {
        const auto even = weather.bytes_per_second / pieces_per_second;
        bytes = std::min(bytes, std::max<std::size_t>(1, even));
    }
    return std::min(bytes, world_.room(pipe.way));
}

void FaultLine::pass(Pipe& pipe) {
    if (over_ || broker_lost_ || pipe.writing || state(pipe).held) return;
    if (state(pipe).losing) pipe.chunks.clear();
    if (pipe.chunks.empty()) return end(pipe);
    Chunk& chunk = pipe.chunks.front();
    const std::size_t packet = state(pipe).packet;
    if (packet > 0 && chunk.bytes.size() > packet) return;
    const MonoTime when = std::max(chunk.due, pipe.free_at);
    if (SystemClock().mono() < when) return wait_until(pipe, when);
    const std::size_t bytes = std::min(piece(pipe), chunk.bytes.size() - chunk.sent);
    pipe.writing = true;
    pipe.into.async_write_some(
        boost::asio::buffer(chunk.bytes.data() + chunk.sent, bytes),
        [this, self = shared_from_this(), &pipe](const error_code& error, std::size_t sent) {
            pipe.writing = false;
            if (over_ || broker_lost_) return;
            if (error) return reset();
            written(pipe, sent);
        });
}

void FaultLine::wait_until(Pipe& pipe, MonoTime when) {
    pipe.timer.expires_after(when - SystemClock().mono());
    pipe.timer.async_wait([this, self = shared_from_this(), &pipe](const error_code& error) {
        if (!error) pass(pipe);
    });
}

void FaultLine::written(Pipe& pipe, std::size_t bytes) {
    if (!pipe.chunks.empty()) {  // it may be losing by now
        Chunk& chunk = pipe.chunks.front();
        chunk.sent += bytes;
        pipe.waiting -= bytes;
        if (chunk.sent == chunk.bytes.size()) pipe.chunks.pop_front();
    }
    if (const auto rate = static_cast<std::int64_t>(world_.weather.bytes_per_second); rate > 0) {
        const Micros takes{static_cast<std::int64_t>(bytes) * 1'000'000 / rate};
        pipe.free_at = SystemClock().mono() + takes;
    }
    world_.passed(pipe.way, bytes);  // a fault may strike here
    pass(pipe);
    read(pipe);
}

void FaultLine::end(Pipe& pipe) {
    pipe.waiting = 0;
    if (!pipe.ended || pipe.closed) return;
    pipe.closed = true;
    error_code ignored;
    pipe.into.shutdown(tcp::socket::shutdown_send, ignored);
    if (up_.closed && down_.closed) close();
}

void FaultLine::reset() {
    if (std::exchange(over_, true)) return;
    drop(device_);
    drop(broker_);
    up_.timer.cancel();
    down_.timer.cancel();
}

void FaultLine::close() {
    if (std::exchange(over_, true)) return;
    error_code ignored;
    for (auto* socket : {&device_, &broker_}) {
        socket->shutdown(tcp::socket::shutdown_both, ignored);
        socket->close(ignored);
    }
    up_.timer.cancel();
    down_.timer.cancel();
}

void FaultLine::finish() {
    for (Pipe* pipe : {&up_, &down_}) {
        pipe->ended = true;
        pass(*pipe);
    }
}

void FaultLine::lose_broker() {
    broker_lost_ = true;
    drop(broker_);
    up_.timer.cancel();
    down_.timer.cancel();
}

}  // namespace aisle
