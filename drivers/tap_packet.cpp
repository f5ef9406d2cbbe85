// SPDX-License-Identifier: Apache-2.0
#include "drivers/tap_packet.hpp"

namespace aisle {
namespace {

constexpr std::size_t number_bytes = 4;
constexpr std::size_t head_bytes = 1 + number_bytes;

}  // namespace

std::optional<TapPacket> parse_tap_packet(std::string_view text) {
    if (text.size() < head_bytes || text.size() > head_bytes + tap_packet_bytes) return {};
    TapPacket packet;
    packet.kind = static_cast<TapPacket::Kind>(text.front());
    for (std::size_t i = head_bytes; i > 1; --i) {
        packet.conversation = packet.conversation << 8 | static_cast<unsigned char>(text[i - 1]);
    }
    packet.bytes = text.substr(head_bytes);
    switch (packet.kind) {
        case TapPacket::Kind::bytes:
            return packet.bytes.empty() ? std::nullopt : std::optional(packet);
        case TapPacket::Kind::opened:
        case TapPacket::Kind::closed:
        case TapPacket::Kind::gap:
            return packet.bytes.empty() ? std::optional(packet) : std::nullopt;
    }
    return std::nullopt;
}

std::string tap_packet_text(const TapPacket& packet) {
    std::string text(1, static_cast<char>(packet.kind));
    for (std::size_t i = 0; i < number_bytes; ++i) {
        text += static_cast<char>(packet.conversation >> (8 * i) & 0xff);
    }
    return text.append(packet.bytes);
}

}  // namespace aisle
