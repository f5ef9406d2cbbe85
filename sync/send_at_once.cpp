// SPDX-License-Identifier: Apache-2.0
#include "sync/send_at_once.hpp"

#include <dirent.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <charconv>
#include <cstring>
#include <memory>
#include <string_view>

namespace aisle {
namespace {

struct CloseFolder {
    void operator()(DIR* folder) const { closedir(folder); }
};

// The port at the other end of a TCP connection; 0 for anything else.
std::uint16_t peer_port(int fd) {
    int protocol = 0;
    socklen_t size = sizeof protocol;
    if (getsockopt(fd, SOL_SOCKET, SO_PROTOCOL, &protocol, &size) != 0) return 0;
    if (protocol != IPPROTO_TCP) return 0;
    sockaddr_storage peer{};
    size = sizeof peer;
    if (getpeername(fd, reinterpret_cast<sockaddr*>(&peer), &size) != 0) return 0;
    if (peer.ss_family == AF_INET) {
        sockaddr_in address{};
        std::memcpy(&address, &peer, sizeof address);
        return ntohs(address.sin_port);
    }
    if (peer.ss_family == AF_INET6) {
        sockaddr_in6 address{};
        std::memcpy(&address, &peer, sizeof address);
        return ntohs(address.sin6_port);
    }
    return 0;
}

}  // namespace

int send_at_once(std::uint16_t port) {
    const std::unique_ptr<DIR, CloseFolder> folder{opendir("/proc/self/fd")};
    if (!folder || port == 0) return 0;
    int found = 0;
    while (const dirent* entry = readdir(folder.get())) {
        const std::string_view name = entry->d_name;
        int fd = -1;
        std::from_chars(name.data(), name.data() + name.size(), fd);
        if (fd < 0 || peer_port(fd) != port) continue;
        const int on = 1;
        if (setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) == 0) ++found;
    }
    return found;
}

}  // namespace aisle
