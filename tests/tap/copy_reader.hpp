// SPDX-License-Identifier: Apache-2.0
// What stands where the daemon would, at the end of a tap's copy.
#pragma once

#include "drivers/tap_packet.hpp"

#include <gtest/gtest.h>

#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <optional>
#include <string>

namespace aisle {

// Somebody who takes the copy, or stops taking it.
class CopyReader {
public:
    explicit CopyReader(const std::string& path) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::memcpy(address.sun_path, path.data(), path.size());
        door_ = ::socket(AF_UNIX, SOCK_SEQPACKET, 0);
        EXPECT_EQ(::bind(door_, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
        EXPECT_EQ(::listen(door_, 8), 0);
        give_up_after(door_);
    }
    ~CopyReader() {
        if (tap_ >= 0) ::close(tap_);
        ::close(door_);
    }
    // Somebody has called who was not answered yet.
    bool called() const {
        pollfd asked{door_, POLLIN, 0};
        return ::poll(&asked, 1, 0) == 1;
    }
    // The next packet; nothing once the tap has hung up, or when it says nothing for long.
    std::optional<TapPacket> next() {
        if (tap_ < 0) {
            tap_ = ::accept(door_, nullptr, nullptr);
            give_up_after(tap_);
        }
        const auto size = ::recv(tap_, packet_.data(), packet_.size(), 0);
        return parse_tap_packet({packet_.data(), size > 0 ? static_cast<std::size_t>(size) : 0});
    }

private:
    static void give_up_after(int socket) {
        const timeval patience{.tv_sec = 10, .tv_usec = 0};
        ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    }

    std::array<char, 8192> packet_{};
    int door_ = -1;
    int tap_ = -1;
};

}  // namespace aisle
