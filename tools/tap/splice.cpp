// SPDX-License-Identifier: Apache-2.0
#include "tools/tap/splice.hpp"

#include "agent/base/wipe.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <system_error>
#include <utility>
#include <vector>

namespace aisle {
namespace {

bool would_block() {
    return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
}

// Of whom nothing is wanted is not asked: that he has hung up would be told again and again.
pollfd asking(int fd, bool reading, bool writing) {
    const int events = (reading ? POLLIN : 0) | (writing ? POLLOUT : 0);
    return {events != 0 ? fd : -1, static_cast<short>(events), 0};
}

}  // namespace

Result<void> Splice::start() {
    if (plan_.from.kind == Endpoint::Kind::tcp) {
        TRY(auto door, listen_on(plan_.from));
        door_.emplace(std::move(door));
        return {};
    }
    TRY(auto till, open_endpoint(plan_.from));
    begin(std::move(till));
    return {};
}

std::uint16_t Splice::port() const {
    sockaddr_in address{};
    socklen_t size = sizeof address;
    if (door_) ::getsockname(door_->get(), reinterpret_cast<sockaddr*>(&address), &size);
    return ntohs(address.sin_port);
}

Result<void> Splice::run(int stop) {
    std::vector<pollfd> asked;
    while (true) {
        asked.assign(1, {stop, POLLIN, 0});
        const bool room = conversations_.size() < tap_conversations_max;
        if (door_) asked.push_back(asking(door_->get(), room, false));
        for (const auto& one : conversations_) {
            const auto free = [](const Pipe& pipe) {
                return !pipe.ended && pipe.size < pipe.bytes.size();
            };
            asked.push_back(asking(one.till.get(), free(one.there), one.back.size > 0));
            asked.push_back(asking(one.printer.get(), free(one.back), one.there.size > 0));
        }
        const bool line_gone = !door_ && conversations_.empty();
        const int patience = line_gone ? static_cast<int>(Millis(tap_retry).count()) : -1;
        if (::poll(asked.data(), asked.size(), patience) < 0 && errno != EINTR) {
            return Error(Errc::io, "poll: " + std::generic_category().message(errno));
        }
        if (asked[0].revents != 0) return {};
        auto at = asked.begin() + (door_ ? 2 : 1);
        for (auto& one : conversations_) {
            turn(one, at[0].revents, at[1].revents);
            at += 2;
        }
        if (door_ && asked[1].revents != 0) accept_tills();
        forget_ended();
        if (!door_) keep_line();
    }
}

void Splice::accept_tills() {
    const int fd = ::accept4(door_->get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) return;
    const int at_once = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof at_once);
    begin(Descriptor(fd));
}

void Splice::begin(Descriptor till) {
    auto printer = open_endpoint(plan_.to);
    if (!printer) {
        tell_trouble(printer.error().what());
        return refuse(till);
    }
    conversations_.push_back({++count_, std::move(till), std::move(*printer)});
    copy_.tell({.kind = TapPacket::Kind::opened, .conversation = count_}, clock_.mono());
}

// A till whose printer cannot be reached must not believe that it printed: its connection is reset,
// when it is closed.
void Splice::refuse(const Descriptor& till) {
    const linger at_once{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(till.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

// Once, however often it is tried.
void Splice::tell_trouble(const std::string& trouble) {
    if (trouble == trouble_) return;
    trouble_ = trouble;
    std::fprintf(stderr, "aisle-tap: %s\n",
                 trouble.empty() ? "the printer can be reached again" : trouble.c_str());
}

// A line without callers is opened again when either side has gone.
void Splice::keep_line() {
    if (!conversations_.empty()) return;
    const auto now = clock_.mono();
    if (tried_ && now - *tried_ < tap_retry) return;
    tried_ = now;
    auto till = open_endpoint(plan_.from);
    if (till) begin(std::move(*till));
}

void Splice::turn(Conversation& one, short till_events, short printer_events) {
    constexpr short readable = POLLIN | POLLHUP | POLLERR;
    if (till_events & readable) take(one.till.get(), one.there);
    if (printer_events & readable) take(one.printer.get(), one.back);
    give(one, one.printer.get(), one.there, true);
    give(one, one.till.get(), one.back, false);
    // The printer's last words are waited for after the till has said its own.
    const bool printer_gone = one.back.ended && one.back.size == 0;
    const bool all_said = one.there.ended && one.there.size == 0;
    if (printer_gone || (all_said && plan_.to.kind != Endpoint::Kind::tcp)) one.over = true;
}

void Splice::take(int from, Pipe& pipe) {
    if (pipe.ended || pipe.size == pipe.bytes.size()) return;
    const auto got = ::read(from, pipe.bytes.data() + pipe.size, pipe.bytes.size() - pipe.size);
    if (got > 0) {
        pipe.size += static_cast<std::size_t>(got);
    } else if (got == 0 || !would_block()) {
        pipe.ended = true;
        pipe.failed = got < 0 ? errno : 0;
    }
}

void Splice::give(Conversation& one, int to, Pipe& pipe, bool copied) {
    if (pipe.size > 0) {
        const auto sent = ::write(to, pipe.bytes.data(), pipe.size);
        if (sent < 0) {
            if (!would_block()) one.over = true;
            return;
        }
        const auto size = static_cast<std::size_t>(sent);
        if (copied) tell(one, {pipe.bytes.data(), size});
        if (copied && size > 0) tell_trouble("");
        pipe.size -= size;
        std::memmove(pipe.bytes.data(), pipe.bytes.data() + size, pipe.size);
        wipe(std::span<char>(pipe.bytes).subspan(pipe.size, size));
    }
    if (!pipe.ended || pipe.size > 0 || std::exchange(pipe.closed, true)) return;
    // A till whose printer failed is not told that all is in order. What is no socket has no such
    // end.
    if (copied || pipe.failed == 0) ::shutdown(to, SHUT_WR);
}

void Splice::tell(Conversation& one, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto some = bytes.substr(0, tap_packet_bytes);
        copy_.tell({.conversation = one.number, .bytes = some}, clock_.mono());
        bytes.remove_prefix(some.size());
    }
}

void Splice::forget_ended() {
    for (const auto& one : conversations_) {
        if (!one.over) continue;
        if (const int failed = one.back.failed; failed != 0) {
            tell_trouble("the printer: " + std::generic_category().message(failed));
        }
        if (one.there.size > 0 || one.back.failed != 0) refuse(one.till);
        copy_.tell({.kind = TapPacket::Kind::closed, .conversation = one.number}, clock_.mono());
    }
    conversations_.remove_if([](const Conversation& one) { return one.over; });
}

}  // namespace aisle
