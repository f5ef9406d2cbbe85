// SPDX-License-Identifier: Apache-2.0
#include "tools/tap/endpoint.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <filesystem>
#include <memory>
#include <system_error>

namespace aisle {
namespace {

constexpr int callers_waiting_max = 8;

Error system_error(const std::string& what) {
    return {Errc::io, what + ": " + std::generic_category().message(errno)};
}

template <class Number>
bool parse_whole(std::string_view text, Number& number) {
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
    return failed == std::errc() && end == text.data() + text.size();
}

using Addresses = std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)>;

// Looking up a name could keep a receipt waiting, so there are only addresses.
Result<Addresses> addresses_of(const Endpoint& endpoint) {
    addrinfo hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_PASSIVE | AI_NUMERICHOST | AI_NUMERICSERV;
    addrinfo* found = nullptr;
    const auto port = std::to_string(endpoint.port);
    const int failed = ::getaddrinfo(endpoint.host.c_str(), port.c_str(), &hints, &found);
    if (failed != 0) {
        return Error(Errc::unavailable, endpoint.host + ": " + ::gai_strerror(failed));
    }
    return Addresses(found, &::freeaddrinfo);
}

Result<Descriptor> call(const Endpoint& endpoint) {
    TRY(const auto addresses, addresses_of(endpoint));
    Descriptor socket(
        ::socket(addresses->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    const int at_once = 1;
    ::setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof at_once);
    if (::connect(socket.get(), addresses->ai_addr, addresses->ai_addrlen) == 0 ||
        errno == EINPROGRESS) {
        return socket;
    }
    return system_error("calling " + endpoint.host);
}

speed_t kernel_speed(unsigned speed) {
    constexpr std::array<std::pair<unsigned, speed_t>, 7> speeds{{{1200, B1200},
                                                                  {2400, B2400},
                                                                  {4800, B4800},
                                                                  {9600, B9600},
                                                                  {19200, B19200},
                                                                  {38400, B38400},
                                                                  {115200, B115200}}};
    for (const auto& [number, known] : speeds) {
        if (number == speed) return known;
    }
    return B0;
}

Result<void> make_raw(int fd, unsigned speed) {
    termios line{};
    if (::tcgetattr(fd, &line) != 0) return system_error("no serial line");
    ::cfmakeraw(&line);
    line.c_cflag |= CLOCAL | CREAD;
    ::cfsetspeed(&line, kernel_speed(speed));
    if (::tcsetattr(fd, TCSANOW, &line) != 0) return system_error("setting a serial line");
    const int wires = TIOCM_DTR | TIOCM_RTS;
    ::ioctl(fd, TIOCMBIS, &wires);  // a pseudo-terminal has no such wires
    return {};
}

Result<Descriptor> open_node(const Endpoint& endpoint) {
    constexpr int how = O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
    int fd = ::open(endpoint.path.c_str(), O_RDWR | how);
    // Some printers cannot be asked how they are.
    if (fd < 0 && (errno == EACCES || errno == EINVAL)) {
        fd = ::open(endpoint.path.c_str(), O_WRONLY | how);
    }
    if (fd < 0) return system_error("opening " + endpoint.path);
    Descriptor node(fd);
    if (endpoint.kind == Endpoint::Kind::serial) TRY(make_raw(fd, endpoint.speed));
    return node;
}

Result<Descriptor> open_pty(const Endpoint& endpoint) {
    int ours = -1, theirs = -1;
    std::array<char, 64> name{};
    if (::openpty(&ours, &theirs, name.data(), nullptr, nullptr) != 0) {
        return system_error("making a pseudo-terminal");
    }
    Descriptor master(ours);
    // Left open for as long as we live: a till that closes it would end the line for us too.
    TRY(make_raw(theirs, endpoint.speed));
    ::fcntl(theirs, F_SETFD, FD_CLOEXEC);
    ::fcntl(ours, F_SETFD, FD_CLOEXEC);
    ::fcntl(ours, F_SETFL, O_NONBLOCK);
    std::error_code failed;
    std::filesystem::remove(endpoint.path, failed);
    std::filesystem::create_symlink(name.data(), endpoint.path, failed);
    if (failed) return Error(Errc::io, endpoint.path + ": " + failed.message());
    return master;
}

}  // namespace

Result<Endpoint> parse_endpoint(std::string_view text) {
    const auto colon = std::min(text.find(':'), text.size());
    const auto kind = text.substr(0, colon);
    auto rest = text.substr(std::min(colon + 1, text.size()));
    const auto last = rest.rfind(':');
    Endpoint endpoint;
    if (kind == "tcp" && last != std::string_view::npos && last > 0) {
        endpoint.host = rest.substr(0, last);
        if (endpoint.host.front() == '[' && endpoint.host.back() == ']') {
            endpoint.host = endpoint.host.substr(1, endpoint.host.size() - 2);
        }
        if (parse_whole(rest.substr(last + 1), endpoint.port)) return endpoint;
    } else if (kind == "serial" && rest.starts_with('/')) {
        endpoint.kind = Endpoint::Kind::serial;
        if (last != std::string_view::npos && parse_whole(rest.substr(last + 1), endpoint.speed)) {
            rest = rest.substr(0, last);
        }
        endpoint.path = rest;
        if (kernel_speed(endpoint.speed) != B0) return endpoint;
    } else if ((kind == "pty" || kind == "file") && rest.starts_with('/')) {
        endpoint.kind = kind == "pty" ? Endpoint::Kind::pty : Endpoint::Kind::file;
        endpoint.path = rest;
        return endpoint;
    }
    return Error(Errc::invalid,
                 "\"" + std::string(text) +
                     "\" is none of tcp:ADDRESS:PORT, serial:PATH:SPEED, pty:PATH and "
                     "file:PATH");
}

Result<Descriptor> listen_on(const Endpoint& endpoint) {
    TRY(const auto addresses, addresses_of(endpoint));
    Descriptor socket(
        ::socket(addresses->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    const int again = 1;
    ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &again, sizeof again);
    if (::bind(socket.get(), addresses->ai_addr, addresses->ai_addrlen) != 0 ||
        ::listen(socket.get(), callers_waiting_max) != 0) {
        return system_error("listening on " + endpoint.host + ":" + std::to_string(endpoint.port));
    }
    return socket;
}

Result<Descriptor> open_endpoint(const Endpoint& endpoint) {
    switch (endpoint.kind) {
        case Endpoint::Kind::tcp:
            return call(endpoint);
        case Endpoint::Kind::serial:
        case Endpoint::Kind::file:
            return open_node(endpoint);
        case Endpoint::Kind::pty:
            return open_pty(endpoint);
    }
    return Error(Errc::invalid, "no such endpoint");
}

}  // namespace aisle
