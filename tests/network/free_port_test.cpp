// SPDX-License-Identifier: Apache-2.0
// A program under test is told its port before it listens. In between, five other days on the
// same machine connect hundreds of times, each time from a port that the kernel picks.
#include "tests/support/loopback.hpp"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace aisle {
namespace {

class Socket {
public:
    ~Socket() { ::close(fd_); }
    void share() const {
        const int yes = 1;
        ::setsockopt(fd_, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    }
    bool listens(std::uint16_t port) const {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        address.sin_port = htons(port);
        return ::bind(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
               ::listen(fd_, 1) == 0;
    }

private:
    int fd_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
};

TEST(FreePort, IsRefusedUntilItsProgramListens) {
    const auto port = free_port();
    EXPECT_FALSE(Stream::connect_to(port).open());
    const Socket program;
    program.share();
    ASSERT_TRUE(program.listens(port));
    EXPECT_TRUE(Stream::connect_to(port).open());
}

TEST(FreePort, IsGivenToNobodyElse) {
    const auto port = free_port();
    const Socket stranger;
    EXPECT_FALSE(stranger.listens(port));
    EXPECT_NE(free_port(), port);
}

}  // namespace
}  // namespace aisle
