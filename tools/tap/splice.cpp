// SPDX-License-Identifier: Apache-2.0
#include "tools/tap/splice.hpp"

#include "agent/base/wipe.hpp"
#include "tools/tap/say.hpp"

#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

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

int number_of(const std::optional<Line>& line) {
    return line ? line->get() : -1;
}

// What the kernel still holds for whom it is: of a socket what is not acknowledged, its own end
// included. What cannot say has taken what it took.
int unsent(int fd) {
    int bytes = 0;
    return ::ioctl(fd, TIOCOUTQ, &bytes) == 0 ? bytes : 0;
}

// A till whose printer cannot be reached must not believe that it printed: its connection is reset,
// when it is closed.
void refuse(int till) {
    const linger at_once{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(till, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

std::string message(int failed) {
    return failed == 0 ? "has hung up" : std::generic_category().message(failed);
}

}  // namespace

void Splice::Pipe::take(int from) {
    if (!free()) return;
    const auto got = ::read(from, bytes.data() + size, bytes.size() - size);
    if (got > 0) {
        size += static_cast<std::size_t>(got);
    } else if (got == 0 || !would_block()) {
        ended = true;
        failed = got < 0 ? errno : 0;
    }
}

void Splice::Pipe::drop(std::size_t count) {
    size -= count;
    std::memmove(bytes.data(), bytes.data() + count, size);
    wipe(std::span<char>(bytes).subspan(size, count));
}

void Splice::Trouble::tell(const std::string& now) {
    if (now == last) return;
    last = now;
    say(now.empty() ? std::string(who) + " can be reached again" : now);
}

Result<void> Splice::start() {
    if (!on_a_line()) {
        TRY(auto door, listen_on(plan_.from));
        door_.emplace(std::move(door));
        return {};
    }
    TRY(auto till, open_endpoint(plan_.from, Endpoint::Side::till));
    auto& line = conversations_.emplace_back(Conversation{.number = ++count_});
    line.till.emplace(std::move(till));
    copy_.tell({.kind = TapPacket::Kind::opened, .conversation = count_}, clock_.mono());
    keep_printer(line);
    return {};
}

std::uint16_t Splice::port() const {
    sockaddr_in address{};
    socklen_t size = sizeof address;
    if (door_) ::getsockname(door_->get(), reinterpret_cast<sockaddr*>(&address), &size);
    return ntohs(address.sin_port);
}

Result<void> Splice::run(int stop) {
    while (!leave_by_ || (still_printing() && clock_.mono() < *leave_by_)) {
        keep_copy();
        auto asked = ask(stop);
        if (::poll(asked.data(), asked.size(), patience()) < 0 && errno != EINTR) {
            return Error(Errc::io, "poll: " + std::generic_category().message(errno));
        }
        if (asked[0].revents != 0) leave_by_ = clock_.mono() + plan_.last_bytes;
        look_at_copy(asked[1].revents);
        auto at = asked.begin() + 3;
        for (auto& one : conversations_) {
            turn(one, at[0].revents, at[1].revents);
            at += 2;
        }
        if (asked[2].revents != 0) accept_tills();
        forget_ended();
    }
    leave();
    return {};
}

// What would be gone with us: what is held here, and what the kernel holds for a printer that is no
// socket.
std::size_t Splice::unprinted(const Conversation& one) const {
    const bool held = one.printer && plan_.to.kind != Endpoint::Kind::tcp;
    return one.there.size + static_cast<std::size_t>(held ? unsent(one.printer->get()) : 0);
}

bool Splice::still_printing() const {
    const auto waits = [this](const Conversation& one) { return unprinted(one) > 0; };
    return std::ranges::any_of(conversations_, waits);
}

void Splice::leave() {
    for (const auto& one : conversations_) {
        const auto bytes = unprinted(one);
        if (bytes == 0) continue;
        say(std::to_string(bytes) + " bytes are not printed: the printer did not take them");
        if (!on_a_line()) refuse(one.till->get());
    }
}

void Splice::keep_copy() {
    const auto words = copy_.keep(clock_.mono());
    if (!words.empty()) say(words);
}

void Splice::look_at_copy(short events) {
    if (events & (POLLHUP | POLLERR)) {
        copy_.lost(clock_.mono());
    } else if (events & POLLOUT) {
        copy_.pay(clock_.mono());
    }
}

std::vector<pollfd> Splice::ask(int stop) const {
    const short owed = copy_.owing() >= 0 ? POLLOUT : 0;
    const bool stays = !leave_by_;
    const bool room = stays && conversations_.size() < tap_conversations_max;
    std::vector<pollfd> asked{asking(stop, stays, false),
                              {copy_.line(), owed, 0},
                              asking(door_ ? door_->get() : -1, room, false)};
    for (const auto& one : conversations_) {
        const bool asks = one.answers && !one.speechless && one.back.free();
        const bool hears = stays && one.there.free();
        asked.push_back(asking(number_of(one.till), hears, one.back.size > 0));
        asked.push_back(asking(number_of(one.printer), asks, one.there.size > 0));
    }
    return asked;
}

int Splice::patience() const {
    const auto now = clock_.mono();
    std::optional<MonoTime> first;
    for (const auto& one : conversations_) {
        const auto look = next_look(one, now);
        if (look && (!first || *look < *first)) first = look;
    }
    const auto call = copy_.next_call();
    if (call && (!first || *call < *first)) first = call;
    if (leave_by_) {
        const auto again = std::min(*leave_by_, now + tap_retry);
        if (!first || again < *first) first = again;
    }
    if (!first) return -1;
    return static_cast<int>(std::chrono::ceil<Millis>(std::max(*first - now, Micros(0))).count());
}

// When something has to be done though nothing happens.
std::optional<MonoTime> Splice::next_look(const Conversation& one, MonoTime now) const {
    std::optional<MonoTime> next;
    const auto look = [&](MonoTime at) {
        if (!next || at < *next) next = at;
    };
    if (one.speechless) look(now + tap_retry);
    if (!one.till) look(one.till_tried.value_or(now) + tap_retry);
    if (printer_wanted(one)) look(one.printer_tried.value_or(now) + tap_retry);
    if (one.there.done()) {
        look(plan_.to.kind == Endpoint::Kind::tcp ? one.heard + plan_.last_words : now + tap_retry);
    }
    return next;
}

void Splice::accept_tills() {
    auto till = accept_from(*door_);
    if (!till.open()) return;
    auto& one = conversations_.emplace_back(Conversation{.number = ++count_});
    one.till.emplace(Line{std::move(till)});
    keep_printer(one);
    if (!one.printer) {
        refuse(one.till->get());
        conversations_.pop_back();
        return;
    }
    copy_.tell({.kind = TapPacket::Kind::opened, .conversation = count_}, clock_.mono());
}

void Splice::turn(Conversation& one, short till_events, short printer_events) {
    constexpr short readable = POLLIN | POLLHUP | POLLERR;
    one.speechless = false;
    if (till_events & readable) hear_till(one);
    if (one.answers && (printer_events & readable)) hear_printer(one);
    print(one);
    // A till that has gone resets whoever answers it; what it said before is taken first.
    if (one.back.size > 0 && !leave_by_) hear_till(one);
    answer(one);
    if (!on_a_line()) return end_when_said(one);
    keep_till(one);
    keep_printer(one);
}

void Splice::hear_till(Conversation& one) {
    if (!one.till) return;
    const bool nothing_waited = one.there.size == 0;
    one.there.take(one.till->get());
    // Whoever begins to print does not wait for the next try.
    if (nothing_waited && one.there.size > 0) one.printer_tried.reset();
    if (!on_a_line() || !one.there.ended) return;
    till_trouble_.tell("the till: " + message(one.there.failed));
    one.there.ended = false;
    one.till.reset();
}

void Splice::hear_printer(Conversation& one) {
    if (!one.printer) return;
    const auto before = one.back.size;
    one.back.take(one.printer->get());
    if (one.back.size > before) one.heard = clock_.mono();
    if (!one.back.ended) return;
    // A USB printer ends nothing by saying nothing. One that is pulled out fails.
    if (one.back.failed == 0 && plan_.to.kind == Endpoint::Kind::file) {
        one.back.ended = false;
        one.speechless = true;
    } else if (on_a_line()) {
        lose_printer(one, one.back.failed);
    }
}

void Splice::print(Conversation& one) {
    if (!one.printer) return;
    auto& pipe = one.there;
    if (pipe.size > 0) {
        const auto sent = ::write(one.printer->get(), pipe.bytes.data(), pipe.size);
        if (sent < 0) {
            if (!would_block()) lose_printer(one, errno);
            return;
        }
        const auto size = static_cast<std::size_t>(sent);
        tell(one, {pipe.bytes.data(), size});
        if (size > 0) printer_trouble_.tell("");
        pipe.drop(size);
    }
    if (!pipe.done() || std::exchange(pipe.closed, true)) return;
    one.heard = clock_.mono();
    // What is no socket has no such end.
    ::shutdown(one.printer->get(), SHUT_WR);
}

void Splice::answer(Conversation& one) {
    auto& pipe = one.back;
    if (pipe.size > 0 && one.till && !one.deaf) {
        const auto sent = ::write(one.till->get(), pipe.bytes.data(), pipe.size);
        // A till that never reads its line would keep the printer from telling us anything.
        const bool unread = on_a_line() && pipe.size == pipe.bytes.size();
        if (sent < 0 && would_block() && !unread) return;
        if (sent > 0) pipe.drop(static_cast<std::size_t>(sent));
        // It may print all the same.
        if (sent < 0) pipe.drop(pipe.size);
        one.deaf = sent < 0 && !on_a_line();
    }
    if (one.deaf || !one.till) pipe.drop(pipe.size);
    if (!pipe.done() || !one.till || std::exchange(pipe.closed, true)) return;
    // A till whose printer failed is not told that all is in order.
    if (pipe.failed == 0) ::shutdown(one.till->get(), SHUT_WR);
}

void Splice::tell(const Conversation& one, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto some = bytes.substr(0, tap_packet_bytes);
        copy_.tell({.conversation = one.number, .bytes = some}, clock_.mono());
        bytes.remove_prefix(some.size());
    }
}

// The printer's last words are waited for after the till has said its own. What is no socket is
// only given the time to take what the kernel holds: that would be thrown away, or keep us.
void Splice::end_when_said(Conversation& one) {
    one.over = one.over || one.back.done();
    if (one.over || !one.there.done()) return;
    const int held = unsent(one.printer->get());
    if (plan_.to.kind != Endpoint::Kind::tcp) {
        one.over = held == 0;
        return;
    }
    const auto now = clock_.mono();
    if (now - one.heard < plan_.last_words) return;
    // One without paper takes the rest when it has some; the kernel gives up on one that is gone.
    constexpr int end_alone = 1;
    if (held > end_alone) {
        one.heard = now;
    } else {
        one.over = true;
    }
}

void Splice::forget_ended() {
    for (const auto& one : conversations_) {
        if (!one.over) continue;
        if (one.back.failed != 0) printer_trouble_.tell("the printer: " + message(one.back.failed));
        if (one.there.size > 0 || one.back.failed != 0) refuse(one.till->get());
        copy_.tell({.kind = TapPacket::Kind::closed, .conversation = one.number}, clock_.mono());
    }
    conversations_.remove_if([](const Conversation& one) { return one.over; });
}

void Splice::keep_till(Conversation& line) {
    if (line.till || !due(line.till_tried)) return;
    auto till = open_endpoint(plan_.from, Endpoint::Side::till);
    till_trouble_.tell(till ? "" : till.error().what());
    if (!till) return;
    line.till.emplace(std::move(*till));
    line.deaf = false;
    // Unless something it said before is still to be printed, this is another conversation.
    if (line.there.size > 0) return;
    const auto now = clock_.mono();
    copy_.tell({.kind = TapPacket::Kind::closed, .conversation = line.number}, now);
    line.number = ++count_;
    copy_.tell({.kind = TapPacket::Kind::opened, .conversation = line.number}, now);
}

void Splice::keep_printer(Conversation& one) {
    if (!printer_wanted(one) || !due(one.printer_tried)) return;
    auto printer = open_endpoint(plan_.to, Endpoint::Side::printer);
    if (!printer) return printer_trouble_.tell(printer.error().what());
    one.answers = (::fcntl(printer->get(), F_GETFL) & O_ACCMODE) != O_WRONLY;
    one.printer.emplace(std::move(*printer));
}

void Splice::lose_printer(Conversation& one, int failed) {
    if (!on_a_line()) {
        one.back.failed = failed;
        one.over = true;
        return;
    }
    if (failed != 0) printer_trouble_.tell("the printer: " + message(failed));
    one.back.ended = false;
    one.back.failed = 0;
    one.printer.reset();
    // Many hang up on whoever prints nothing, and have but one place for all who call.
    one.unneeded = failed == 0 && plan_.to.kind == Endpoint::Kind::tcp;
}

bool Splice::printer_wanted(const Conversation& one) {
    return !one.printer && (!one.unneeded || one.there.size > 0);
}

bool Splice::due(std::optional<MonoTime>& tried) const {
    const auto now = clock_.mono();
    if (tried && now - *tried < tap_retry) return false;
    tried = now;
    return true;
}

}  // namespace aisle
