// SPDX-License-Identifier: Apache-2.0
// The way to the daemon: a copy of what went to the printer, as long as somebody reads it. It never
// waits: what the socket does not take at once is dropped, and said to be missing when it takes
// something again (drivers/tap_packet.hpp).
#pragma once

#include "agent/base/time.hpp"
#include "drivers/tap_packet.hpp"

#include <cstdint>
#include <optional>
#include <set>
#include <string>

namespace aisle {

class CopyLine {
public:
    // An empty path: nobody is told anything.
    explicit CopyLine(std::string path) : path_(std::move(path)) {}
    ~CopyLine();
    CopyLine(const CopyLine&) = delete;
    CopyLine& operator=(const CopyLine&) = delete;

    void tell(const TapPacket& packet, MonoTime now);
    std::uint64_t dropped() const { return dropped_; }

private:
    bool connected(MonoTime now);
    bool send(const TapPacket& packet);
    void hang_up();

    std::string path_;
    int socket_ = -1;
    std::optional<MonoTime> tried_;
    std::set<std::uint32_t> missing_;  // conversations of which something was dropped
    std::uint64_t dropped_ = 0;
};

}  // namespace aisle
