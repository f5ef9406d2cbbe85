// SPDX-License-Identifier: Apache-2.0
#include "drivers/tcp_source.hpp"

#include "agent/base/limits.hpp"
#include "drivers/keep_alive.hpp"
#include "drivers/stream_read.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/ip/address.hpp>

#include <utility>

namespace aisle {
namespace {

using boost::asio::ip::tcp;
using boost::system::error_code;

}  // namespace

TcpSource::TcpSource(boost::asio::io_context& io, std::string host, std::uint16_t port)
    : resolver_(io),
      socket_(io),
      patience_(io),
      host_(std::move(host)),
      port_(port),
      name_(host_ + ":" + std::to_string(port)) {}

void TcpSource::open(OpenDone done) {
    opening_ = std::move(done);
    const auto call = ++call_;
    patience_.expires_after(device_connect_patience);
    patience_.async_wait([this, call](const error_code& error) {
        if (!error && call == call_) answer(asio::error::timed_out);
    });
    // Names are looked up one after the other: an address need not wait for them.
    error_code no_address;
    const auto address = asio::ip::make_address(host_, no_address);
    if (!no_address) {
        const tcp::endpoint place(address, port_);
        return connect(tcp::resolver::results_type::create(place, host_, std::to_string(port_)));
    }
    resolver_.async_resolve(
        host_, std::to_string(port_), tcp::resolver::numeric_service,
        [this, call](const error_code& error, const tcp::resolver::results_type& places) {
            if (call != call_) return;
            if (error) return answer(error);
            connect(places);
        });
}

void TcpSource::connect(const tcp::resolver::results_type& places) {
    asio::async_connect(socket_, places,
                        [this, call = call_](const error_code& error, const tcp::endpoint&) {
                            if (call == call_) answer(error);
                        });
}

void TcpSource::answer(const error_code& error) {
    auto done = std::exchange(opening_, nullptr);
    if (!error) {
        ++call_;
        patience_.cancel();
        keep_alive(socket_.native_handle());
        return done({});
    }
    close();
    done(Error(Errc::unavailable, name_ + " cannot be reached (" + error.message() +
                                      "); is it on, and its address right?"));
}

void TcpSource::read_some(std::span<char> into, ReadDone done) {
    read_stream(socket_, into, std::move(done));
}

void TcpSource::close() {
    ++call_;
    opening_ = nullptr;
    patience_.cancel();
    resolver_.cancel();
    error_code ignored;
    socket_.close(ignored);
}

}  // namespace aisle
