// SPDX-License-Identifier: Apache-2.0
// The end of a service manager that is told how a service goes: a datagram socket with a path or an
// abstract name, and what arrived on it.
#pragma once

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <cstring>
#include <string>
#include <vector>

namespace aisle {

class NotifySocket {
public:
    // "/path", or "@name" for an abstract one.
    explicit NotifySocket(std::string name) : name_(std::move(name)) {
        sockaddr_un here{};
        here.sun_family = AF_UNIX;
        std::memcpy(here.sun_path, name_.data(), name_.size());
        if (name_.front() == '@') here.sun_path[0] = '\0';
        const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name_.size());
        if (::bind(fd_, reinterpret_cast<const sockaddr*>(&here), size) != 0) name_.clear();
    }
    ~NotifySocket() { ::close(fd_); }
    NotifySocket(const NotifySocket&) = delete;
    NotifySocket& operator=(const NotifySocket&) = delete;

    // Empty when it could not be bound.
    const std::string& name() const { return name_; }
    // What has arrived since the last call.
    std::vector<std::string> take() {
        std::vector<std::string> all;
        std::array<char, 4096> buffer{};
        for (;;) {
            const auto n = ::recv(fd_, buffer.data(), buffer.size(), MSG_DONTWAIT);
            if (n < 0) return all;
            all.emplace_back(buffer.data(), static_cast<std::size_t>(n));
        }
    }
    // Whether a line of what has arrived since the last call is this one.
    bool heard(const std::string& line) {
        bool found = false;
        for (const auto& message : take()) {
            found = found || ("\n" + message + "\n").find("\n" + line + "\n") != message.npos;
        }
        return found;
    }

private:
    std::string name_;
    int fd_ = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
};

}  // namespace aisle
