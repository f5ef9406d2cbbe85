// SPDX-License-Identifier: Apache-2.0
#include "tools/tap/copy_line.hpp"

#include "agent/base/limits.hpp"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace aisle {
namespace {

// Conversations of which the daemon is still to be told the end. One that sleeps for so many is
// hung up on, which tells it of all of them.
constexpr std::size_t ends_owed_max = 4 * tap_conversations_max;

}  // namespace

CopyLine::~CopyLine() {
    close();
}

void CopyLine::tell(const TapPacket& packet, MonoTime now) {
    auto& heard = conversations_[packet.conversation];
    // After so long a silence what is missing was another receipt's; but a daemon that had heard
    // its beginning would take this one for the rest.
    const bool unheard = !heard.begun || heard.said;
    if (unheard && heard.last && now - *heard.last >= paper_idle) heard.lacks = false;
    bool told = hand_on(packet, heard, now);
    // It may have hung up long ago, and another be there.
    if (!told && socket_ < 0) told = hand_on(packet, heard, now);
    if (!told) ++dropped_;
    if (packet.kind == TapPacket::Kind::closed) {
        end(packet.conversation, told, now);
    } else if (packet.kind != TapPacket::Kind::opened) {
        heard.last = now;
        heard.begun = heard.begun || told;
        heard.lacks = heard.lacks || !told;
        heard.said = heard.said && told;
    }
}

// One that hangs up on every call is not called over and over. And this delays no call that has
// something to tell: the daemon may be there by then.
std::string CopyLine::keep(MonoTime now) {
    const bool due = !path_.empty() && (!kept_ || now - *kept_ >= tap_retry);
    if (socket_ < 0 && due) {
        kept_ = now;
        call();
    }
    return watch_.look(socket_ >= 0 ? 0 : failed_, now);
}

std::optional<MonoTime> CopyLine::next_call() const {
    if (socket_ >= 0 || path_.empty()) return {};
    return kept_.value_or(MonoTime()) + tap_retry;
}

void CopyLine::end(std::uint32_t conversation, bool told, MonoTime now) {
    // One that has been hung up on knows it.
    if (told || socket_ < 0) {
        conversations_.erase(conversation);
        return;
    }
    conversations_[conversation].ended = true;
    const auto owed = std::count_if(conversations_.begin(), conversations_.end(),
                                    [](const auto& one) { return one.second.ended; });
    if (static_cast<std::size_t>(owed) > ends_owed_max) hang_up(now);
}

int CopyLine::owing() const {
    const bool owes = std::any_of(conversations_.begin(), conversations_.end(),
                                  [](const auto& one) { return one.second.owed(); });
    return owes ? socket_ : -1;
}

void CopyLine::pay(MonoTime now) {
    for (auto& [number, heard] : conversations_) {
        if (!heard.owed() || pay(number, heard, now)) continue;
        // It can be written to and takes nothing: waiting for it would be no waiting.
        if (socket_ >= 0) hang_up(now);
        return;
    }
    std::erase_if(conversations_, [](const auto& one) { return one.second.ended; });
}

bool CopyLine::pay(std::uint32_t conversation, Heard& heard, MonoTime now) {
    const TapPacket gap{.kind = TapPacket::Kind::gap, .conversation = conversation};
    if (heard.lacks && !heard.said && !send(gap, now)) return false;
    // The rest, if it still comes, is no beginning: it is said once more before that.
    heard.said = heard.lacks;
    const TapPacket end{.kind = TapPacket::Kind::closed, .conversation = conversation};
    return !heard.ended || send(end, now);
}

bool CopyLine::hand_on(const TapPacket& packet, Heard& heard, MonoTime now) {
    if (!connected(now)) return false;
    const TapPacket gap{.kind = TapPacket::Kind::gap, .conversation = packet.conversation};
    if (heard.lacks && !send(gap, now)) return false;
    heard.lacks = false;
    return send(packet, now);
}

bool CopyLine::connected(MonoTime now) {
    if (socket_ >= 0) return true;
    if (path_.empty() || (tried_ && now - *tried_ < tap_retry)) return false;
    tried_ = now;
    return call();
}

bool CopyLine::call() {
    sockaddr_un address{};
    failed_ = ENAMETOOLONG;
    if (path_.size() >= sizeof address.sun_path) return false;
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path_.data(), path_.size());
    socket_ = ::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (socket_ >= 0 &&
        ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
        tried_.reset();
        return true;
    }
    failed_ = errno;
    close();
    return false;
}

bool CopyLine::send(const TapPacket& packet, MonoTime now) {
    const auto text = tap_packet_text(packet);
    const auto sent = ::send(socket_, text.data(), text.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent == static_cast<ssize_t>(text.size())) return true;
    if (errno != EAGAIN && errno != EWOULDBLOCK && errno != ENOBUFS) hang_up(now);
    return false;
}

void CopyLine::hang_up(MonoTime now) {
    close();
    failed_ = ECONNRESET;
    std::erase_if(conversations_, [](const auto& one) { return one.second.ended; });
    for (auto& [number, heard] : conversations_) {
        heard.lacks = heard.last && now - *heard.last < paper_idle;
        heard.begun = false;
        heard.said = false;
    }
}

void CopyLine::close() {
    if (socket_ >= 0) ::close(std::exchange(socket_, -1));
}

}  // namespace aisle
