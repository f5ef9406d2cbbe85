// SPDX-License-Identifier: Apache-2.0
// MQTT packets as a broker reads and writes them, in 3.1.1 and 5: as much of both as a client of
// ours may send, and what a client of ours must never send. What does not parse is nothing.
// Pure, but for read_packet(); any thread.
#pragma once

#include "tests/support/loopback.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {

enum class PacketKind {
    connect = 1,
    connack,
    publish,
    puback,
    pubrec,
    pubrel,
    pubcomp,
    subscribe,
    suback,
    unsubscribe,
    unsuback,
    pingreq,
    pingresp,
    disconnect
};

// One as it came, not yet looked into.
struct Packet {
    PacketKind kind = PacketKind::pingreq;
    unsigned flags = 0;
    std::string body;
    std::size_t bytes = 0;  // all of it, on the wire
};
std::optional<Packet> read_packet(Stream& stream);

// Of the properties of MQTT 5, those that a broker acts upon.
struct PacketProperties {
    std::size_t user_properties = 0;
    std::uint32_t session_expiry = 0;
    std::uint32_t packet_bytes_max = UINT32_MAX;
    std::uint16_t receive_maximum = UINT16_MAX;
    std::uint16_t topic_alias = 0;
};

struct PublishPacket {
    std::string topic;
    std::string payload;
    unsigned qos = 0;
    bool retain = false;
    std::uint16_t id = 0;
    PacketProperties properties;
};

struct ConnectPacket {
    bool five = false;
    bool known_version = true;
    std::uint16_t keep_alive = 0;
    std::string client_id;
    std::optional<PublishPacket> will;
    std::string username;
    PacketProperties properties;
};

struct SubscribePacket {
    std::uint16_t id = 0;
    std::vector<std::string> filters;
    unsigned qos_max = 0;
    PacketProperties properties;
};

// PUBACK, PUBREC and DISCONNECT.
struct AnswerPacket {
    std::uint16_t id = 0;
    unsigned reason = 0;
    PacketProperties properties;
};

std::optional<ConnectPacket> parse_connect(const Packet& packet);
std::optional<PublishPacket> parse_publish(const Packet& packet, bool five);
std::optional<SubscribePacket> parse_subscribe(const Packet& packet, bool five);
std::optional<AnswerPacket> parse_answer(const Packet& packet, bool five);

// A packet being written; whole() puts the head before it.
class PacketWriter {
public:
    PacketWriter& byte(unsigned value);
    PacketWriter& two(unsigned value);
    PacketWriter& four(std::uint32_t value);
    PacketWriter& text(std::string_view value);
    PacketWriter& raw(std::string_view bytes);
    // What another writer wrote, behind its length: the properties of MQTT 5.
    PacketWriter& sized(const PacketWriter& inner);

    const std::string& bytes() const { return bytes_; }
    std::string whole(PacketKind kind, unsigned flags = 0) const;

private:
    std::string bytes_;
};

std::string publish_bytes(const PublishPacket& message, bool five, bool again = false);

}  // namespace aisle
