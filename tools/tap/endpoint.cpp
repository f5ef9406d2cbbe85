// SPDX-License-Identifier: Apache-2.0
#include "tools/tap/endpoint.hpp"

#include "drivers/keep_alive.hpp"
#include "drivers/serial_line.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <grp.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <pty.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <filesystem>
#include <memory>
#include <optional>
#include <system_error>
#include <utility>

namespace aisle {
namespace {

constexpr int callers_waiting_max = 8;
// Who may print to a printer's node may print to a pseudo-terminal of ours.
constexpr auto printing_group = "lp";
constexpr mode_t printing_mode = 0660;

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

void set(int socket, int level, int name, int value) {
    ::setsockopt(socket, level, name, &value, sizeof value);
}

void keep_lively(int socket) {
    set(socket, IPPROTO_TCP, TCP_NODELAY, 1);
    keep_alive(socket);
}

Result<Line> call(const Endpoint& endpoint) {
    TRY(const auto addresses, addresses_of(endpoint));
    Descriptor socket(
        ::socket(addresses->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    keep_lively(socket.get());
    if (::connect(socket.get(), addresses->ai_addr, addresses->ai_addrlen) == 0 ||
        errno == EINPROGRESS) {
        return Line{std::move(socket)};
    }
    return system_error("calling " + endpoint.host);
}

std::optional<Endpoint::Flow> flow_named(std::string_view name) {
    if (name == "xon") return Endpoint::Flow::xon;
    if (name == "rts") return Endpoint::Flow::rts;
    if (name == "none") return Endpoint::Flow::none;
    return {};
}

SerialFlow flow_towards(Endpoint::Side side, Endpoint::Flow flow) {
    if (flow == Endpoint::Flow::none) return SerialFlow::none;
    if (flow == Endpoint::Flow::rts) return SerialFlow::rts_cts;
    return side == Endpoint::Side::till ? SerialFlow::xon_sent : SerialFlow::xon_heeded;
}

Result<Line> open_node(const Endpoint& endpoint, Endpoint::Side side) {
    constexpr int how = O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
    std::error_code unknown;
    if (std::filesystem::is_regular_file(endpoint.path, unknown)) {
        const int paper = ::open(endpoint.path.c_str(), O_WRONLY | O_APPEND | how);
        if (paper < 0) return system_error("opening " + endpoint.path);
        return Line{Descriptor(paper)};
    }
    int fd = ::open(endpoint.path.c_str(), O_RDWR | how);
    // Some printers cannot be asked how they are.
    if (fd < 0 && (errno == EACCES || errno == EINVAL)) {
        fd = ::open(endpoint.path.c_str(), O_WRONLY | how);
    }
    if (fd < 0) return system_error("opening " + endpoint.path);
    Descriptor node(fd);
    if (endpoint.kind != Endpoint::Kind::serial) return Line{std::move(node)};
    // Whoever else printed here would print into receipts. Where it cannot be had, we print anyway.
    ::ioctl(fd, TIOCEXCL);
    const auto set = set_line(fd, endpoint.speed, flow_towards(side, endpoint.flow));
    if (!set) return set.error().at(endpoint.path);
    return Line{std::move(node)};
}

// Where we are not of that group, only who runs us can print.
void let_tills_print(int theirs) {
    const auto* group = ::getgrnam(printing_group);
    if (group == nullptr || ::fchown(theirs, static_cast<uid_t>(-1), group->gr_gid) != 0) return;
    ::fchmod(theirs, printing_mode);
}

Result<Line> open_pty(const Endpoint& endpoint) {
    int ours = -1, theirs = -1;
    std::array<char, 64> name{};
    if (::openpty(&ours, &theirs, name.data(), nullptr, nullptr) != 0) {
        return system_error("making a pseudo-terminal");
    }
    Line line{Descriptor(ours), Descriptor(theirs)};
    TRY(set_line(theirs, endpoint.speed, SerialFlow::none));
    let_tills_print(theirs);
    ::fcntl(theirs, F_SETFD, FD_CLOEXEC);
    ::fcntl(ours, F_SETFD, FD_CLOEXEC);
    ::fcntl(ours, F_SETFL, O_NONBLOCK);
    std::error_code failed;
    std::filesystem::remove(endpoint.path, failed);
    std::filesystem::create_symlink(name.data(), endpoint.path, failed);
    if (failed) return Error(Errc::io, endpoint.path + ": " + failed.message());
    return line;
}

// What stands behind the last colon, if there is one.
std::string_view last_part(std::string_view text) {
    const auto colon = text.rfind(':');
    return colon == std::string_view::npos ? std::string_view() : text.substr(colon + 1);
}

// A path may have colons of its own; what follows it is known by what it says.
bool parse_serial(std::string_view text, Endpoint& endpoint) {
    endpoint.kind = Endpoint::Kind::serial;
    const auto flow = flow_named(last_part(text));
    if (flow) {
        endpoint.flow = *flow;
        text.remove_suffix(last_part(text).size() + 1);
    }
    const auto number = last_part(text);
    unsigned speed = 0;
    const bool said = !number.empty() && parse_whole(number, speed);
    if (said) {
        endpoint.speed = speed;
        text.remove_suffix(number.size() + 1);
    }
    endpoint.path = text;
    return text.starts_with('/') && (said || !flow) && is_serial_speed(endpoint.speed);
}

}  // namespace

Result<Endpoint> parse_endpoint(std::string_view text) {
    const auto colon = std::min(text.find(':'), text.size());
    const auto kind = text.substr(0, colon);
    const auto rest = text.substr(std::min(colon + 1, text.size()));
    const auto last = rest.rfind(':');
    Endpoint endpoint;
    if (kind == "tcp" && last != std::string_view::npos && last > 0) {
        endpoint.host = rest.substr(0, last);
        if (endpoint.host.front() == '[' && endpoint.host.back() == ']') {
            endpoint.host = endpoint.host.substr(1, endpoint.host.size() - 2);
        }
        if (parse_whole(rest.substr(last + 1), endpoint.port)) return endpoint;
    } else if (kind == "serial") {
        if (parse_serial(rest, endpoint)) return endpoint;
    } else if ((kind == "pty" || kind == "file") && rest.starts_with('/')) {
        endpoint.kind = kind == "pty" ? Endpoint::Kind::pty : Endpoint::Kind::file;
        endpoint.path = rest;
        return endpoint;
    }
    return Error(Errc::invalid,
                 "\"" + std::string(text) +
                     "\" is none of tcp:ADDRESS:PORT, serial:PATH[:SPEED[:xon|rts|none]], "
                     "pty:PATH and file:PATH");
}

Result<Descriptor> listen_on(const Endpoint& endpoint) {
    TRY(const auto addresses, addresses_of(endpoint));
    Descriptor socket(
        ::socket(addresses->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    set(socket.get(), SOL_SOCKET, SO_REUSEADDR, 1);
    if (::bind(socket.get(), addresses->ai_addr, addresses->ai_addrlen) != 0 ||
        ::listen(socket.get(), callers_waiting_max) != 0) {
        return system_error("listening on " + endpoint.host + ":" + std::to_string(endpoint.port));
    }
    return socket;
}

Descriptor accept_from(const Descriptor& door) {
    Descriptor caller(::accept4(door.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (caller.open()) keep_lively(caller.get());
    return caller;
}

Result<Line> open_endpoint(const Endpoint& endpoint, Endpoint::Side side) {
    switch (endpoint.kind) {
        case Endpoint::Kind::tcp:
            return call(endpoint);
        case Endpoint::Kind::serial:
        case Endpoint::Kind::file:
            return open_node(endpoint, side);
        case Endpoint::Kind::pty:
            return open_pty(endpoint);
    }
    return Error(Errc::invalid, "no such endpoint");
}

}  // namespace aisle
