// SPDX-License-Identifier: Apache-2.0
#include "drivers/tcp_door.hpp"

#include "agent/base/limits.hpp"
#include "drivers/keep_alive.hpp"
#include "drivers/stream_read.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/post.hpp>

#include <fcntl.h>

#include <algorithm>
#include <utility>

namespace aisle {
namespace {

using boost::asio::ip::tcp;
using boost::system::error_code;

Error cannot_listen(const std::string& name, const error_code& error) {
    return Error(Errc::unavailable, "listening on " + name + " failed (" + error.message() +
                                        "); is the port free and the address this machine's?");
}

}  // namespace

TcpDoor::TcpDoor(boost::asio::io_context& io, std::string host, std::uint16_t port, Log log)
    : io_(io),
      acceptor_(io),
      host_(std::move(host)),
      port_(port),
      name_(host_ + ":" + std::to_string(port)),
      log_(log) {}

void TcpDoor::await(const void* place, Visitor visitor) {
    waiting_.push_back({place, std::move(visitor)});
    if (acceptor_.is_open()) return;
    if (auto opened = listen(); !opened) {
        asio::post(io_, [this, error = opened.error()] { fail(error); });
    } else {
        accept();
    }
}

void TcpDoor::forget(const void* place) {
    std::erase_if(waiting_, [&](const Waiting& waiting) { return waiting.place == place; });
}

std::uint16_t TcpDoor::port() const {
    error_code error;
    const auto local = acceptor_.local_endpoint(error);
    return error ? std::uint16_t{0} : local.port();
}

Result<void> TcpDoor::listen() {
    error_code error;
    const auto address = asio::ip::make_address(host_, error);
    if (error) {
        return Error(Errc::invalid, "\"" + host_ +
                                        "\" is no IP address to listen on; 0.0.0.0 "
                                        "listens on all of this machine's");
    }
    const tcp::endpoint here(address, port_);
    acceptor_.open(here.protocol(), error);
    // A program that this process starts must not hold the door open after our end.
    if (!error) static_cast<void>(::fcntl(acceptor_.native_handle(), F_SETFD, FD_CLOEXEC));
    if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor_.bind(here, error);
    if (!error) acceptor_.listen(static_cast<int>(network_scanners_max), error);
    if (!error) return {};
    error_code ignored;
    acceptor_.close(ignored);
    return cannot_listen(name_, error);
}

void TcpDoor::accept() {
    acceptor_.async_accept([this](const error_code& error, tcp::socket socket) {
        if (error == asio::error::operation_aborted) return;
        // A scanner that hung up before it was let in is none of our failures.
        if (error && error != asio::error::connection_aborted) {
            return fail(cannot_listen(name_, error));
        }
        if (!error) admit(std::move(socket));
        if (acceptor_.is_open()) accept();
    });
}

void TcpDoor::admit(tcp::socket socket) {
    if (waiting_.empty()) {
        log_.warn("device.scanner_refused",
                  {{"device", name_},
                   {"why", "all places are taken; let scanners share fewer lines, or add a device"},
                   {"places", network_scanners_max}});
        return;
    }
    keep_alive(socket.native_handle());
    auto visitor = std::move(waiting_.front().visitor);
    waiting_.pop_front();
    visitor(std::move(socket));
}

void TcpDoor::fail(const Error& error) {
    error_code ignored;
    acceptor_.close(ignored);
    for (auto& waiting : std::exchange(waiting_, {})) waiting.visitor(error);
}

TcpPlace::TcpPlace(boost::asio::io_context& io, std::shared_ptr<TcpDoor> door)
    : door_(std::move(door)), socket_(io) {}

void TcpPlace::open(OpenDone done) {
    door_->await(this, [this, done = std::move(done)](Result<tcp::socket> socket) mutable {
        if (!socket) return done(socket.error());
        socket_ = std::move(*socket);
        done({});
    });
}

void TcpPlace::read_some(std::span<char> into, ReadDone done) {
    read_stream(socket_, into, std::move(done));
}

void TcpPlace::close() {
    door_->forget(this);
    error_code ignored;
    socket_.close(ignored);
}

}  // namespace aisle
