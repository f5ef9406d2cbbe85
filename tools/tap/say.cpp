// SPDX-License-Identifier: Apache-2.0
#include "tools/tap/say.hpp"

#include <poll.h>

#include <string>

namespace aisle {

// What a pipe or a socket has room for it takes whole, as long as it is short.
bool say(std::string_view words, int to) {
    pollfd asked{to, POLLOUT, 0};
    if (::poll(&asked, 1, 0) != 1 || (asked.revents & POLLOUT) == 0) return false;
    const auto line = "aisle-tap: " + std::string(words) + "\n";
    return ::write(to, line.data(), line.size()) == static_cast<ssize_t>(line.size());
}

}  // namespace aisle
