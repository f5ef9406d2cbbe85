// SPDX-License-Identifier: Apache-2.0
// A client that says whatever a test wants it to say, lawful or not, and keeps what it is answered.
#pragma once

#include "tests/support/strict_packet.hpp"

#include <string>
#include <vector>

namespace aisle {

// As a lawful client of every profile would: the test changes what it wants to see refused.
struct PlainConnect {
    bool five = true;
    std::string client_id = "s0042-pos1";
    std::string username = "s0042-pos1";
    unsigned keep_alive = 60;
    PacketWriter properties{};
    bool will = false;
    bool will_retained = false;
};

inline PacketWriter user_property() {
    PacketWriter writer;
    writer.byte(0x26).text("made-by").text("us");
    return writer;
}

class PlainClient {
public:
    explicit PlainClient(std::uint16_t port) : stream_(Stream::connect_to(port)) {}

    void connect(const PlainConnect& as) {
        five_ = as.five;
        PacketWriter writer;
        const unsigned flags =
            0x02U | 0x80U | (as.will ? 0x0cU : 0U) | (as.will_retained ? 0x20U : 0U);
        writer.text("MQTT").byte(five_ ? 5 : 4).byte(flags).two(as.keep_alive);
        properties(writer, as.properties).text(as.client_id);
        if (as.will) properties(writer, {}).text("aisle/v1/up/s0042-pos1/status").text("lost");
        say(writer.text(as.username).whole(PacketKind::connect));
    }
    void subscribe(const std::vector<std::string>& filters, const PacketWriter& with = {}) {
        PacketWriter writer;
        properties(writer.two(++last_id_), with);
        for (const auto& filter : filters) writer.text(filter).byte(1);
        say(writer.whole(PacketKind::subscribe, 2));
    }
    void publish(const std::string& topic, std::string payload = "x", unsigned qos = 1,
                 bool retain = false) {
        PublishPacket message{topic, std::move(payload), qos, retain, 0, {}};
        message.id = ++last_id_;
        say(publish_bytes(message, five_));
    }
    void answer(std::uint16_t id, unsigned reason, const PacketWriter& with = {}) {
        PacketWriter writer;
        say(properties(writer.two(id).byte(reason), with).whole(PacketKind::puback));
    }
    void say(const std::string& bytes) { stream_.write(bytes); }

    // Hears all that was answered so far. False when the broker has ended the connection.
    bool settle() {
        say(PacketWriter().whole(PacketKind::pingreq));
        while (const auto packet = read_packet(stream_)) {
            if (packet->kind == PacketKind::pingresp) return true;
            heard.push_back(*packet);
        }
        return false;
    }
    std::size_t count(PacketKind kind) const {
        std::size_t found = 0;
        for (const auto& packet : heard) found += packet.kind == kind ? 1U : 0U;
        return found;
    }

    std::vector<Packet> heard;

private:
    PacketWriter& properties(PacketWriter& writer, const PacketWriter& with) const {
        return five_ ? writer.sized(with) : writer;
    }

    Stream stream_;
    bool five_ = true;
    std::uint16_t last_id_ = 0;
};

}  // namespace aisle
