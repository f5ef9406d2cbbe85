// SPDX-License-Identifier: Apache-2.0
#include "drivers/tap_door.hpp"

#include "agent/base/wipe.hpp"

#include <boost/asio/buffer.hpp>

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

namespace aisle {

using boost::system::error_code;

namespace {

// A tap may run as another user of our group.
constexpr mode_t socket_mode = 0660;
constexpr std::size_t path_bytes_max = 107;  // sockaddr_un

}  // namespace

TapDoor::TapDoor(boost::asio::io_context& io, std::string path, Micros patience)
    : io_(io),
      acceptor_(io),
      again_(io),
      absence_(io),
      path_(std::move(path)),
      patience_(patience) {}

void TapDoor::start(TapEvents events) {
    events_ = std::move(events);
    open();
}

void TapDoor::stop() {
    stopped_ = true;
    error_code ignored;
    again_.cancel();
    absence_.cancel();
    if (acceptor_.is_open()) ::unlink(path_.c_str());
    acceptor_.close(ignored);
    for (auto& caller : callers_) caller.socket.close(ignored);
}

void TapDoor::open() {
    const auto listens = listen();
    if (listens) {
        await_tap();
        return accept();
    }
    become(DeviceCondition::lost, listens.error().what());
    try_again([this] { open(); });
}

void TapDoor::become(DeviceCondition condition, const std::string& trouble) {
    TapState now{condition, trouble};
    if (told_ == now) return;
    told_ = std::move(now);
    events_.changed(*told_);
}

void TapDoor::await_tap() {
    become(DeviceCondition::waiting);
    absence_.expires_after(patience_);
    absence_.async_wait([this](const error_code& cancelled) {
        if (cancelled || stopped_ || !callers_.empty()) return;
        become(DeviceCondition::lost,
               "no aisle-tap copies to " + path_ +
                   ", so what its till prints is not read: start it (systemctl start "
                   "aisle-tap@...), or correct its --copy (COPY in /etc/aisle/tap-....conf)");
    });
}

void TapDoor::try_again(Function<void()> what) {
    again_.expires_after(tap_retry);
    again_.async_wait([this, what = std::move(what)](const error_code& error) mutable {
        if (!error && !stopped_) what();
    });
}

Result<void> TapDoor::listen() {
    if (path_.size() > path_bytes_max) {
        return Error(Errc::invalid, "a socket's path has at most 107 bytes: " + path_);
    }
    struct stat found {};
    // Left by a program that did not end in order; what is no socket is somebody's file.
    if (::lstat(path_.c_str(), &found) == 0 && S_ISSOCK(found.st_mode)) ::unlink(path_.c_str());
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path_.data(), path_.size());
    error_code error;
    acceptor_.open(Protocol(AF_UNIX, 0), error);
    if (!error) acceptor_.bind(Protocol::endpoint(&address, sizeof address), error);
    if (!error) acceptor_.listen(tap_conversations_max, error);
    if (!error && ::chmod(path_.c_str(), socket_mode) != 0) {
        error = error_code(errno, boost::system::system_category());
    }
    if (!error) return {};
    error_code ignored;
    acceptor_.close(ignored);
    return Error(Errc::io, "no tap can call at " + path_ + ": " + error.message() +
                               "; see that aisled may make a socket there, or correct listen of "
                               "[[tap]]");
}

void TapDoor::accept() {
    acceptor_.async_accept([this](const error_code& error, Socket socket) {
        if (stopped_) return;
        if (error) return try_again([this] { accept(); });
        if (callers_.size() < tap_conversations_max) {
            auto& caller = callers_.emplace_back(std::move(socket));
            caller.number = ++count_;
            absence_.cancel();
            become(DeviceCondition::open);
            read(caller);
        }
        accept();
    });
}

void TapDoor::read(Caller& caller) {
    caller.socket.async_receive(
        boost::asio::buffer(caller.packet), caller.flags,
        [this, &caller](const error_code& error, std::size_t size) {
            if (stopped_) return;
            const auto packet = parse_tap_packet({caller.packet.data(), error ? 0 : size});
            // A tap that says what is none is no tap of ours; it ends like one that hangs up.
            if (!packet) return leave(caller);
            heard(caller, *packet);
            wipe(std::span<char>(caller.packet).first(size));
            read(caller);
        });
}

void TapDoor::heard(Caller& caller, const TapPacket& packet) {
    auto& one = begin(caller, packet.conversation);
    if (packet.kind == TapPacket::Kind::closed) return end(caller, packet.conversation);
    const TapPacket gap{.kind = TapPacket::Kind::gap, .conversation = packet.conversation};
    const bool known = !one.missing || hand_on(caller, gap);
    one.told = one.told || (known && one.missing);
    if (known && hand_on(caller, packet)) {
        one = {.told = true};
    } else {
        ++refused_;
        one.missing = true;
    }
}

// Of those whose end was dropped the door would know for ever; no tap has so many that go on.
TapDoor::Open& TapDoor::begin(Caller& caller, std::uint32_t conversation) {
    constexpr std::size_t open_max = 4 * tap_conversations_max;
    const auto found = caller.open.find(conversation);
    if (found != caller.open.end()) return found->second;
    if (caller.open.size() == open_max) break_off(caller, caller.open.begin()->first);
    return caller.open[conversation];
}

// What was said of it is not all.
void TapDoor::break_off(Caller& caller, std::uint32_t conversation) {
    caller.open[conversation].missing = true;
    end(caller, conversation);
}

// An end finds room always, and with it that something is missing: a paper that ended by its
// silence instead would look whole. There are no more of these than conversations that had room.
void TapDoor::end(Caller& caller, std::uint32_t conversation) {
    const auto one = caller.open[conversation];
    caller.open.erase(conversation);
    const TapPacket gap{.kind = TapPacket::Kind::gap, .conversation = conversation};
    const TapPacket closed{.kind = TapPacket::Kind::closed, .conversation = conversation};
    if (!one.told) {
        if (!one.missing || hand_on(caller, gap)) hand_on(caller, closed);
        return;
    }
    if (one.missing) tell(caller, gap, Place(nullptr));
    tell(caller, closed, Place(nullptr));
}

bool TapDoor::hand_on(const Caller& caller, const TapPacket& packet) {
    auto place = pending_.take();
    if (!place) return false;
    tell(caller, packet, std::move(*place));
    return true;
}

void TapDoor::tell(const Caller& caller, const TapPacket& packet, Place place) {
    constexpr int half = 32;
    const auto conversation = std::uint64_t{caller.number} << half | packet.conversation;
    events_.heard({packet.kind, conversation, std::string(packet.bytes)}, std::move(place));
}

// A tap that is gone tells nothing more of what it had begun.
void TapDoor::leave(Caller& caller) {
    while (!caller.open.empty()) break_off(caller, caller.open.begin()->first);
    callers_.remove_if([&](const Caller& one) { return &one == &caller; });
    if (callers_.empty()) await_tap();
}

}  // namespace aisle
