// SPDX-License-Identifier: Apache-2.0
// What `aisle-tap` tells the daemon: one packet of a Unix socket (SOCK_SEQPACKET) each, a letter,
// the number of the conversation, and the bytes that went to the printer.
//
//   o  a till has called      d  bytes, at most tap_packet_bytes      c  it has hung up
//   g  bytes of this conversation are missing here; they went to the printer all the same
//
// Pure; any thread.
#pragma once

#include "agent/base/limits.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace aisle {

struct TapPacket {
    enum class Kind : char { opened = 'o', bytes = 'd', closed = 'c', gap = 'g' };
    Kind kind = Kind::bytes;
    std::uint32_t conversation = 0;
    std::string_view bytes{};
};

// Nothing when it is none of these.
std::optional<TapPacket> parse_tap_packet(std::string_view text);
std::string tap_packet_text(const TapPacket& packet);

}  // namespace aisle
