// SPDX-License-Identifier: Apache-2.0
#include "drivers/tap_packet.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

using Kind = TapPacket::Kind;

TEST(TapPacket, SaysWhatWasSaid) {
    for (const auto& packet :
         {TapPacket{Kind::opened, 1, ""}, TapPacket{Kind::bytes, 0xfedcba98, "\x1b@\0"},
          TapPacket{Kind::closed, 7, ""}, TapPacket{Kind::gap, 7, ""}}) {
        const auto text = tap_packet_text(packet);
        const auto read = parse_tap_packet(text);
        ASSERT_TRUE(read);
        EXPECT_EQ(read->kind, packet.kind);
        EXPECT_EQ(read->conversation, packet.conversation);
        EXPECT_EQ(read->bytes, packet.bytes);
    }
}

TEST(TapPacket, RefusesWhatIsNone) {
    const std::string head("d\1\0\0\0", 5);
    for (const auto& text :
         {std::string(), std::string("d"), head, head + std::string(tap_packet_bytes + 1, 'x'),
          std::string("x\1\0\0\0", 5), std::string("o\1\0\0\0x", 6)}) {
        EXPECT_FALSE(parse_tap_packet(text)) << text.size();
    }
    EXPECT_TRUE(parse_tap_packet(head + std::string(tap_packet_bytes, 'x')));
}

}  // namespace
}  // namespace aisle
