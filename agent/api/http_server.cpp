// SPDX-License-Identifier: Apache-2.0
#include "agent/api/http_server.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/post.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <utility>

namespace aisle {
namespace {

namespace asio = boost::asio;
using ErrorCode = boost::system::error_code;
using asio::ip::tcp;
using Local = asio::local::stream_protocol;

// Out of file descriptors or memory: some of them come back with time.
constexpr std::chrono::seconds accept_pause{1};
// Callers over the bound who are told so; further ones are cut off without a word.
constexpr std::size_t turned_away_max = 32;
constexpr mode_t socket_mode = S_IRUSR | S_IWUSR | S_IRGRP | S_IWGRP;

// Half the shortest patience, so that no wait is more than half as long again as it should be, and
// an open but quiet connection costs a wake-up in five seconds.
Millis sweep_interval(const HttpPatience& patience) {
    return std::max(Millis{5}, std::min({patience.request, patience.idle, patience.answer,
                                         patience.ping, Millis{10'000}}) /
                                   2);
}

Error failed(const std::string& what, const ErrorCode& error) {
    return Error(Errc::io, what + ": " + error.message());
}

template <class Acceptor>
Result<void> listen(Acceptor& acceptor, const typename Acceptor::endpoint_type& endpoint,
                    const std::string& name) {
    ErrorCode error;
    acceptor.open(endpoint.protocol(), error);
    // A program that this process starts must not hold the door open after our end.
    if (!error) static_cast<void>(::fcntl(acceptor.native_handle(), F_SETFD, FD_CLOEXEC));
    if (!error && endpoint.protocol().family() != AF_UNIX) {
        acceptor.set_option(asio::socket_base::reuse_address(true), error);
    }
    if (!error) acceptor.bind(endpoint, error);
    // Before listen() nobody can connect, so nobody slips in under another mode.
    if (!error && endpoint.protocol().family() == AF_UNIX &&
        ::chmod(name.c_str(), socket_mode) != 0) {
        error = ErrorCode(errno, boost::system::system_category());
    }
    if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
    if (!error) return {};
    ErrorCode ignored;
    acceptor.close(ignored);
    return failed("listening on " + name, error);
}

// A socket file left by a process that was killed is removed; one that answers is not ours.
Result<void> remove_stale(asio::io_context& io, const std::string& path) {
    struct stat found {};
    if (::lstat(path.c_str(), &found) != 0) return {};
    if (!S_ISSOCK(found.st_mode)) {
        return Error(Errc::conflict, path +
                                         " is there and is no socket; choose another "
                                         "http.socket or remove it");
    }
    Local::socket probe(io);
    ErrorCode error;
    probe.connect(Local::endpoint(path), error);
    if (!error) {
        return Error(Errc::conflict, "another process answers on " + path + "; stop it first");
    }
    if (::unlink(path.c_str()) == 0 || errno == ENOENT) return {};
    return Error(Errc::io, "removing the stale socket " + path + ": " + std::strerror(errno));
}

}  // namespace

HttpServer::HttpServer(HttpWorld world, HttpOptions options)
    : world_(world),
      options_(std::move(options)),
      network_(world.io),
      local_(world.io),
      sweep_(world.io),
      network_pause_(world.io),
      local_pause_(world.io) {}

HttpServer::~HttpServer() {
    close();
}

Result<void> HttpServer::open() {
    if (!options_.address.empty()) TRY(open_network());
    // The port is known now, and with it the hosts to answer for.
    hall_ = std::make_shared<HttpHall>(HttpHall{.router = world_.router,
                                                .clock = world_.clock,
                                                .metrics = world_.metrics,
                                                .log = world_.log,
                                                .gate = Gate(port_, options_.hosts),
                                                .patience = options_.patience});
    hall_->left = [this](const HttpConnection& connection) { forget(connection); };
    if (!options_.socket_path.empty()) TRY(open_local());
    if (network_.is_open()) accept(network_, Door::network);
    if (local_.is_open()) accept(local_, Door::local_socket);
    return {};
}

Result<void> HttpServer::open_network() {
    ErrorCode error;
    const auto address = asio::ip::make_address(options_.address, error);
    if (error) return Error(Errc::invalid, "http.listen: no address: " + options_.address);
    const tcp::endpoint endpoint(address, options_.port);
    const std::string name = options_.address + " port " + std::to_string(options_.port);
    TRY(listen(network_, endpoint, name));
    port_ = network_.local_endpoint(error).port();
    world_.log.info("http.listening", {{"address", options_.address}, {"port", port_}});
    if (!address.is_loopback()) {
        world_.log.warn("http.open_to_network", {{"address", options_.address}});
    }
    return {};
}

Result<void> HttpServer::open_local() {
    const std::string& path = options_.socket_path;
    if (path.size() >= sizeof(sockaddr_un{}.sun_path)) {
        return Error(Errc::invalid, "http.socket: longer than a socket's path may be: " + path);
    }
    TRY(remove_stale(world_.io, path));
    TRY(listen(local_, Local::endpoint(path), path));
    world_.log.info("http.listening", {{"socket", path}});
    return {};
}

template <class Acceptor>
void HttpServer::accept(Acceptor& acceptor, Door door) {
    acceptor.async_accept([this, &acceptor, door, hall = hall_](const ErrorCode& error, auto peer) {
        if (!hall->open || error == asio::error::operation_aborted) return;
        if (error) return accept_later(acceptor, door, error);
        ErrorCode ignored;
        if (door == Door::network) peer.set_option(tcp::no_delay(true), ignored);
        admit(std::move(peer), door);
        if (acceptor.is_open()) accept(acceptor, door);
    });
}

template <class Acceptor>
void HttpServer::accept_later(Acceptor& acceptor, Door door, const ErrorCode& why) {
    world_.log.warn("http.accept_failed", {{"error", why.message()}});
    auto& pause = door == Door::network ? network_pause_ : local_pause_;
    pause.expires_after(accept_pause);
    pause.async_wait([this, &acceptor, door, hall = hall_](const ErrorCode& error) {
        if (!error && hall->open && acceptor.is_open()) accept(acceptor, door);
    });
}

void HttpServer::admit(HttpSocket peer, Door door) {
    if (connections_.size() >= options_.connections_max + turned_away_max) {
        world_.metrics.add(Count::http_refused);
        return;
    }
    const bool full = connections_.size() >= options_.connections_max;
    auto connection = std::make_shared<HttpConnection>(std::move(peer), door, hall_);
    connections_.push_back(connection);
    if (!sweeping_) sweep_later();
    if (full) {
        connection->turn_away({"too_many_connections", "close some, or keep one open and use it"});
    } else {
        connection->start();
    }
}

void HttpServer::forget(const HttpConnection& connection) {
    const auto found =
        std::find_if(connections_.begin(), connections_.end(),
                     [&connection](const auto& known) { return known.get() == &connection; });
    CHECK(found != connections_.end(), "a connection leaves once");
    std::swap(*found, connections_.back());
    // Its own last reference may be this one, and it is still running.
    const auto leaving = std::move(connections_.back());
    connections_.pop_back();
    asio::post(world_.io, [leaving] {});
    if (connections_.empty() && quiet_) std::exchange(quiet_, nullptr)();
}

// Runs only while somebody is connected: an idle till sleeps.
void HttpServer::sweep_later() {
    sweeping_ = true;
    sweep_.expires_after(sweep_interval(options_.patience));
    sweep_.async_wait([this, hall = hall_](const ErrorCode& error) {
        if (error || !hall->open) return;
        const auto present = connections_;  // some leave while they are looked at
        const MonoTime now = world_.clock.mono();
        for (const auto& connection : present) connection->sweep(now);
        sweeping_ = !connections_.empty();
        if (sweeping_) sweep_later();
    });
}

void HttpServer::stop(Function<void()> quiet) {
    stop_accepting();
    quiet_ = std::move(quiet);
    const auto present = connections_;
    for (const auto& connection : present) connection->retire();
    if (connections_.empty() && quiet_) std::exchange(quiet_, nullptr)();
}

void HttpServer::close() {
    stop_accepting();
    quiet_ = nullptr;
    const auto present = connections_;
    for (const auto& connection : present) connection->close();
    if (hall_) hall_->open = false;
    sweep_.cancel();
    network_pause_.cancel();
    local_pause_.cancel();
}

void HttpServer::stop_accepting() {
    ErrorCode ignored;
    network_.close(ignored);
    if (!local_.is_open()) return;
    local_.close(ignored);
    ::unlink(options_.socket_path.c_str());
}

}  // namespace aisle
