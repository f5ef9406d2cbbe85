// SPDX-License-Identifier: Apache-2.0
#include "tools/doctor/network_probe.hpp"

#include "agent/base/descriptor.hpp"

#include <netdb.h>
#include <poll.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <system_error>
#include <utility>

namespace aisle {
namespace {

// A line over a mobile network needs a second or two; a firewall that drops needs for ever.
constexpr int connect_patience_ms = 5000;
constexpr int answer_patience_ms = 10'000;

std::string said(int number) {
    return std::generic_category().message(number);
}

// Empty once the socket is ready.
std::string wait_for(const Descriptor& socket, short events, int patience_ms) {
    pollfd ready{socket.get(), events, 0};
    while (true) {
        const int n = ::poll(&ready, 1, patience_ms);
        if (n > 0) return {};
        if (n == 0) return "no answer in " + std::to_string(patience_ms / 1000) + " s";
        if (errno != EINTR) return said(errno);
    }
}

std::string connect_to(const NetworkAddress& to, const Descriptor& socket) {
    const auto* address = reinterpret_cast<const sockaddr*>(&to.bytes);
    if (socket.get() < 0) return said(errno);
    if (::connect(socket.get(), address, to.size) == 0) return {};
    if (errno != EINPROGRESS) return said(errno);
    if (auto error = wait_for(socket, POLLOUT, connect_patience_ms); !error.empty()) return error;
    int error = 0;
    socklen_t size = sizeof error;
    ::getsockopt(socket.get(), SOL_SOCKET, SO_ERROR, &error, &size);
    return error == 0 ? "" : said(error);
}

struct Reached {
    Descriptor socket{-1};
    ReachFacts facts;
};

Reached reach_first(const NameFacts& name) {
    std::string last = name.error.empty() ? "it has no address" : name.error;
    for (const auto& address : name.addresses) {
        Descriptor socket(
            ::socket(address.bytes.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
        const auto error = connect_to(address, socket);
        if (error.empty()) return {std::move(socket), {address.text, ""}};
        last = address.text + ": " + error;
    }
    return {Descriptor(-1), {"", last}};
}

std::string send_all(const Descriptor& socket, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t n = ::send(socket.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (n >= 0) {
            bytes.remove_prefix(static_cast<std::size_t>(n));
        } else if (errno == EAGAIN) {
            if (auto error = wait_for(socket, POLLOUT, answer_patience_ms); !error.empty()) {
                return error;
            }
        } else if (errno != EINTR) {
            return said(errno);
        }
    }
    return {};
}

// What came, or why nothing will.
std::string receive_some(const Descriptor& socket, std::string& came) {
    came.clear();
    if (auto error = wait_for(socket, POLLIN, answer_patience_ms); !error.empty()) return error;
    std::array<char, 16384> block;
    const ssize_t n = ::recv(socket.get(), block.data(), block.size(), 0);
    if (n < 0) return said(errno);
    if (n == 0) return "it hung up while TLS was opened";
    came.assign(block.data(), static_cast<std::size_t>(n));
    return {};
}

}  // namespace

NameFacts resolve_name(const std::string& host, std::uint16_t port) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    NameFacts facts;
    const int code = ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found);
    if (code != 0) {
        facts.error = ::gai_strerror(code);
        return facts;
    }
    const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(found, &::freeaddrinfo);
    for (const addrinfo* one = found; one; one = one->ai_next) {
        NetworkAddress address;
        address.size = one->ai_addrlen;
        std::copy_n(reinterpret_cast<const char*>(one->ai_addr), one->ai_addrlen,
                    reinterpret_cast<char*>(&address.bytes));
        char text[NI_MAXHOST] = "";
        ::getnameinfo(one->ai_addr, one->ai_addrlen, text, sizeof text, nullptr, 0, NI_NUMERICHOST);
        address.text = text;
        facts.addresses.push_back(std::move(address));
    }
    return facts;
}

ReachFacts reach(const NameFacts& name) {
    return reach_first(name).facts;
}

TlsFacts look_at_tls(const NameFacts& name, const TlsWish& wish) {
    auto dialogue = TlsDialogue::begin(wish);
    if (!dialogue) return {{}, dialogue.error().what()};
    const auto reached = reach_first(name);
    if (!reached.facts.error.empty()) return {{}, reached.facts.error};
    std::string came;
    while (true) {
        std::string to_send;
        const auto agreed = dialogue->step(came, to_send);
        if (!agreed) return {{}, agreed.error().what()};
        if (*agreed) return {dialogue->view(), ""};
        if (auto error = send_all(reached.socket, to_send); !error.empty()) return {{}, error};
        if (auto error = receive_some(reached.socket, came); !error.empty()) return {{}, error};
    }
}

}  // namespace aisle
