// SPDX-License-Identifier: Apache-2.0
#include "tools/tap/copy_line.hpp"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace aisle {

CopyLine::~CopyLine() {
    hang_up();
}

void CopyLine::tell(const TapPacket& packet, MonoTime now) {
    const bool missing = missing_.contains(packet.conversation);
    const TapPacket gap{.kind = TapPacket::Kind::gap, .conversation = packet.conversation};
    if (connected(now) && (!missing || send(gap))) {
        missing_.erase(packet.conversation);
        if (send(packet)) return;
    }
    ++dropped_;
    // Of a conversation that is over nothing can be missing any more; one that nobody was told of
    // begins with a gap only if its bytes were lost.
    if (packet.kind == TapPacket::Kind::closed) {
        missing_.erase(packet.conversation);
    } else {
        missing_.insert(packet.conversation);
    }
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
        return true;
    }
    hang_up();
    return false;
}

bool CopyLine::send(const TapPacket& packet) {
    const auto text = tap_packet_text(packet);
    const auto sent = ::send(socket_, text.data(), text.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent == static_cast<ssize_t>(text.size())) return true;
    if (errno != EAGAIN && errno != EWOULDBLOCK && errno != ENOBUFS) hang_up();
    return false;
}

void CopyLine::hang_up() {
    if (socket_ >= 0) ::close(std::exchange(socket_, -1));
}

}  // namespace aisle
