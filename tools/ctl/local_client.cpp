// SPDX-License-Identifier: Apache-2.0
#include "tools/ctl/local_client.hpp"

#include "agent/base/descriptor.hpp"
#include "config/address.hpp"

#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <system_error>
#include <utility>

namespace aisle {
namespace {

Error failed(const std::string& doing, int number) {
    const bool nobody = number == ECONNREFUSED || number == ENOENT;
    const bool refused = number == EACCES || number == EPERM;
    const Errc kind = nobody ? Errc::unavailable : refused ? Errc::denied : Errc::io;
    return Error(kind, doing + ": " + std::generic_category().message(number));
}

// One exchange with its deadline.
class Exchange {
public:
    Exchange(const Clock& clock, std::string where)
        : clock_(clock), until_(clock.mono() + answer_patience), where_(std::move(where)) {}

    Result<Descriptor> connect(const sockaddr* address, socklen_t size) const;
    Result<void> send(const Descriptor& socket, std::string_view bytes) const;
    Result<HttpAnswer> receive(const Descriptor& socket) const;

private:
    Result<void> wait(const Descriptor& socket, short events) const;

    const Clock& clock_;
    MonoTime until_;
    std::string where_;
};

Result<void> Exchange::wait(const Descriptor& socket, short events) const {
    while (true) {
        const auto left = std::chrono::duration_cast<Millis>(until_ - clock_.mono()).count();
        pollfd ready{socket.get(), events, 0};
        const int n = left > 0 ? ::poll(&ready, 1, static_cast<int>(left)) : 0;
        if (n > 0) return {};
        if (n == 0) return Error(Errc::timeout, "no answer from " + where_ + " in time");
        if (errno != EINTR) return failed("waiting for " + where_, errno);
    }
}

Result<Descriptor> Exchange::connect(const sockaddr* address, socklen_t size) const {
    Descriptor socket(::socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!socket.open()) return failed("opening a socket", errno);
    const std::string doing = "connecting to " + where_;
    if (::connect(socket.get(), address, size) == 0) return socket;
    if (errno != EINPROGRESS) return failed(doing, errno);
    TRY(wait(socket, POLLOUT));
    int error = 0;
    socklen_t length = sizeof error;
    if (::getsockopt(socket.get(), SOL_SOCKET, SO_ERROR, &error, &length) != 0) error = errno;
    if (error != 0) return failed(doing, error);
    return socket;
}

Result<void> Exchange::send(const Descriptor& socket, std::string_view bytes) const {
    while (!bytes.empty()) {
        const ssize_t n = ::send(socket.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (n >= 0) {
            bytes.remove_prefix(static_cast<std::size_t>(n));
        } else if (errno == EAGAIN) {
            TRY(wait(socket, POLLOUT));
        } else if (errno == EPIPE || errno == ECONNRESET) {
            // A refusal may have been sent before the whole body was read.
            return {};
        } else if (errno != EINTR) {
            return failed("asking " + where_, errno);
        }
    }
    return {};
}

Result<HttpAnswer> Exchange::receive(const Descriptor& socket) const {
    AnswerReader reader;
    std::array<char, 16384> block;
    while (true) {
        const ssize_t n = ::recv(socket.get(), block.data(), block.size(), 0);
        if (n > 0) {
            TRY(const bool whole, reader.feed({block.data(), static_cast<std::size_t>(n)}));
            if (whole) return reader.answer();
        } else if (n == 0) {
            TRY(reader.end());
            return reader.answer();
        } else if (errno == EAGAIN) {
            TRY(wait(socket, POLLIN));
        } else if (errno != EINTR) {
            return failed("reading the answer of " + where_, errno);
        }
    }
}

Result<Descriptor> connect_to_socket(const Exchange& exchange, const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.data(), path.size());
    return exchange.connect(reinterpret_cast<const sockaddr*>(&address), sizeof address);
}

// The first of a host's addresses that answers.
Result<Descriptor> connect_to_host(const Exchange& exchange, const HostPort& place) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    const auto port = std::to_string(place.port);
    const int code = ::getaddrinfo(place.host.c_str(), port.c_str(), &hints, &found);
    if (code != 0) {
        return Error(Errc::unavailable, "no address of " + place.host + ": " + gai_strerror(code));
    }
    const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(found, &::freeaddrinfo);
    Error last(Errc::unavailable, "no address of " + place.host);
    for (const addrinfo* one = found; one; one = one->ai_next) {
        auto socket = exchange.connect(one->ai_addr, one->ai_addrlen);
        if (socket) return socket;
        last = socket.error();
    }
    return last;
}

std::string written(const Question& question, const std::string& host) {
    std::string out = question.method + " " + question.target + " HTTP/1.1\r\nHost: " + host +
                      "\r\nAccept: application/json\r\nConnection: close\r\n";
    if (question.method != "GET") {
        out += "Content-Type: application/json\r\nContent-Length: " +
               std::to_string(question.body.size()) + "\r\n";
    }
    return out + "\r\n" + question.body;
}

}  // namespace

Result<LocalClient> LocalClient::over_socket(std::string path, const Clock& clock) {
    if (path.empty() || path.size() >= sizeof(sockaddr_un::sun_path)) {
        return Error(Errc::invalid, "a socket's path has 1 to 107 bytes");
    }
    return LocalClient("localhost", std::move(path), clock);
}

Result<LocalClient> LocalClient::over_tcp(std::string_view url, const Clock& clock) {
    constexpr std::string_view scheme = "http://";
    if (url.ends_with('/')) url.remove_suffix(1);
    const auto place = parse_host_port(url.substr(std::min(scheme.size(), url.size())));
    if (!url.starts_with(scheme) || !place) {
        return Error(Errc::invalid, "the URL is not of the form http://127.0.0.1:8480");
    }
    return LocalClient(to_string(*place), "", clock);
}

Result<HttpAnswer> LocalClient::ask(const Question& question) const {
    const Exchange exchange(*clock_, path_.empty() ? host_ : path_);
    TRY(const HostPort place, path_.empty() ? parse_host_port(host_) : HostPort{});
    TRY(const Descriptor socket,
        path_.empty() ? connect_to_host(exchange, place) : connect_to_socket(exchange, path_));
    TRY(exchange.send(socket, written(question, host_)));
    return exchange.receive(socket);
}

}  // namespace aisle
