// SPDX-License-Identifier: Apache-2.0
#include "tools/tap/copy_line.hpp"

#include "agent/base/limits.hpp"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace aisle {

CopyLine::~CopyLine() {
    close();
}

void CopyLine::tell(const TapPacket& packet, MonoTime now) {
    auto& heard = conversations_[packet.conversation];
    // After so long a silence what is missing was another receipt's; but a daemon that had heard
    // its beginning would take this one for the rest.
    if (!heard.begun && heard.last && now - *heard.last >= paper_idle) heard.lacks = false;
    bool told = hand_on(packet, heard, now);
    // It may have hung up long ago, and another be there.
    if (!told && socket_ < 0) told = hand_on(packet, heard, now);
    if (!told) ++dropped_;
    if (packet.kind == TapPacket::Kind::closed) {
        conversations_.erase(packet.conversation);
    } else if (packet.kind != TapPacket::Kind::opened) {
        heard.last = now;
        heard.begun = heard.begun || told;
        heard.lacks = heard.lacks || !told;
    }
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
    sockaddr_un address{};
    if (path_.size() >= sizeof address.sun_path) return false;
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path_.data(), path_.size());
    socket_ = ::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
        tried_.reset();
        return true;
    }
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
    for (auto& [number, heard] : conversations_) {
        heard.lacks = heard.last && now - *heard.last < paper_idle;
        heard.begun = false;
    }
}

void CopyLine::close() {
    if (socket_ >= 0) ::close(std::exchange(socket_, -1));
}

}  // namespace aisle
