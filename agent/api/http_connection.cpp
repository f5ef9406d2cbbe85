// SPDX-License-Identifier: Apache-2.0
#include "agent/api/http_connection.hpp"

#include "agent/base/wipe.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>

namespace aisle {

namespace asio = boost::asio;
using ErrorCode = boost::system::error_code;

HttpConnection::HttpConnection(HttpSocket socket, Door door, std::shared_ptr<HttpHall> hall)
    : socket_(std::move(socket)), door_(door), hall_(std::move(hall)) {}

void HttpConnection::start() {
    digest();
}

void HttpConnection::expect(Wait wait) {
    const HttpPatience& patience = hall_->patience;
    const Millis limit = wait == Wait::idle     ? patience.idle
                         : wait == Wait::answer ? patience.answer
                         : wait == Wait::linger ? patience.linger
                         : wait == Wait::ping   ? patience.ping
                                                : patience.request;
    wait_ = wait;
    deadline_ = hall_->clock.mono() + limit;
}

void HttpConnection::sweep(MonoTime now) {
    if (now < deadline_) return;
    switch (wait_) {
        case Wait::idle:
        case Wait::write:
        case Wait::linger:
            return close();
        case Wait::request:
            return turn_away({"request_timeout", "send the whole request within some seconds"});
        case Wait::answer:
            return turn_away({"answer_late", "it may still be done: repeat with the same id"});
        case Wait::ping:
            body_ = stream_->ping();
            return write();
    }
}

void HttpConnection::retire() {
    closing_ = true;
    if (state_ == State::streaming || wait_ == Wait::idle) close();
}

void HttpConnection::close() {
    if (state_ == State::closed) return;
    state_ = State::closed;
    stream_.reset();
    ErrorCode ignored;
    socket_.close(ignored);
    hall_->left(*this);
}

void HttpConnection::read() {
    if (read_pending_) return;
    if (begin_ == end_ || end_ == bytes_.size()) {
        const std::span<char> all(bytes_);
        std::copy(all.begin() + static_cast<std::ptrdiff_t>(begin_),
                  all.begin() + static_cast<std::ptrdiff_t>(end_), all.begin());
        wipe(all.subspan(end_ - begin_, begin_));
        end_ -= begin_;
        begin_ = 0;
    }
    read_pending_ = true;
    socket_.async_read_some(asio::buffer(bytes_.data() + end_, bytes_.size() - end_),
                            [self = shared_from_this()](const ErrorCode& error, std::size_t size) {
                                self->on_read(error, size);
                            });
}

void HttpConnection::on_read(const ErrorCode& error, std::size_t size) {
    read_pending_ = false;
    switch (state_) {
        case State::reading:
            if (error) return close();
            end_ += size;
            return digest();
        case State::streaming:
        case State::lingering:
            // Whatever comes now is read past; only its end matters.
            return error ? close() : read();
        case State::answering:
        case State::writing:
        case State::closed:
            return;
    }
}

// Takes the request at hand as far as the bytes at hand go.
void HttpConnection::digest() {
    while (state_ == State::reading) {
        begin_ += reader_.feed({bytes_.data() + begin_, end_ - begin_});
        switch (reader_.stage()) {
            case HttpReader::Stage::head:
            case HttpReader::Stage::body:
                // The patience for a request is one, from its first byte to its last.
                if (reader_.untouched() && begin_ == end_) {
                    if (closing_) return close();
                    expect(Wait::idle);
                } else if (wait_ != Wait::request) {
                    expect(Wait::request);
                }
                return read();
            case HttpReader::Stage::headed:
                on_head();
                break;
            case HttpReader::Stage::whole:
                return dispatch();
            case HttpReader::Stage::refused:
                return turn_away(reader_.refusal());
        }
    }
}

void HttpConnection::on_head() {
    const Request& request = reader_.request();
    if (auto problem = hall_->gate.refuse(request, door_)) return turn_away(*problem);
    const bool awaited = reader_.has_body() && request.http_1_1 && !request.expect.empty();
    if (awaited && begin_ == end_) say_continue();
}

void HttpConnection::say_continue() {
    // It is small and the first thing written: a socket that cannot take it is not worth waiting
    // for.
    constexpr std::string_view line = "HTTP/1.1 100 Continue\r\n\r\n";
    ErrorCode error;
    if (socket_.write_some(asio::buffer(line.data(), line.size()), error) != line.size()) close();
}

void HttpConnection::dispatch() {
    state_ = State::answering;
    hall_->metrics.add(Count::http_requests);
    expect(Wait::answer);
    reader_.request().door = door_;
    hall_->router.route(reader_.request(),
                        [weak = weak_from_this(), turn = ++turn_](Response response) {
                            const auto self = weak.lock();
                            if (!self || self->state_ != State::answering) return;
                            if (self->turn_ == turn) self->send(std::move(response));
                        });
}

void HttpConnection::turn_away(const Problem& problem) {
    closing_ = true;
    hall_->log.debug("http.refused", {{"code", problem.code}});
    send(respond_with(problem));
}

void HttpConnection::send(Response response) {
    const Request& request = reader_.request();
    if (response.status >= 400) hall_->metrics.add(Count::http_refused);
    // A stream ends with its connection, which every client understands.
    closing_ = closing_ || response.stream != nullptr || !reader_.keep_alive();
    head_.clear();
    append_head(head_, response, {.keep_alive = !closing_, .http_1_1 = request.http_1_1});
    const bool bodiless = request.method == "HEAD";
    body_ = bodiless ? std::string() : std::move(response.body);
    stream_ = bodiless ? nullptr : std::move(response.stream);
    state_ = State::writing;
    write();
}

void HttpConnection::write() {
    write_pending_ = true;
    expect(Wait::write);
    const std::array<asio::const_buffer, 2> both{asio::buffer(head_), asio::buffer(body_)};
    asio::async_write(socket_, both,
                      [self = shared_from_this()](const ErrorCode& error, std::size_t) {
                          self->on_written(error);
                      });
}

void HttpConnection::on_written(const ErrorCode& error) {
    write_pending_ = false;
    if (state_ == State::closed) return;
    if (error) return close();
    head_.clear();
    wipe(body_);
    if (state_ == State::streaming) return stream();
    if (stream_) {
        state_ = State::streaming;
        stream_->when_ready([weak = weak_from_this()] {
            const auto self = weak.lock();
            if (self && self->state_ == State::streaming) self->stream();
        });
        read();
        return stream();
    }
    if (closing_) return linger();
    reader_.reset();
    wipe(std::span<char>(bytes_).first(begin_));
    state_ = State::reading;
    digest();
}

void HttpConnection::stream() {
    if (write_pending_) return;
    body_ = stream_->take();
    if (!body_.empty()) return write();
    if (stream_->over()) return linger();
    expect(Wait::ping);
}

// Closing at once with unread bytes would reset the connection and destroy the answer on its way.
void HttpConnection::linger() {
    state_ = State::lingering;
    stream_.reset();
    ErrorCode error;
    socket_.shutdown(HttpSocket::shutdown_send, error);
    if (error) return close();
    expect(Wait::linger);
    begin_ = end_ = 0;
    read();
}

}  // namespace aisle
