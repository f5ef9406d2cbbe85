// SPDX-License-Identifier: Apache-2.0
#include "tests/network/packet_gate.hpp"

#include <poll.h>

#include <array>
#include <utility>

namespace aisle {
namespace {

std::uint8_t byte_at(std::string_view text, std::size_t at) {
    return at < text.size() ? static_cast<std::uint8_t>(text[at]) : std::uint8_t{0};
}

// How much of the text is the fixed header, and how much is behind it; nothing while it is cut.
struct PacketSize {
    std::size_t header = 0;
    std::size_t rest = 0;
};
std::optional<PacketSize> size_of(std::string_view text) {
    PacketSize size;
    for (std::size_t at = 1; at < text.size() && at <= 4; ++at) {
        size.rest |= (byte_at(text, at) & std::size_t{0x7f}) << (7 * (at - 1));
        size.header = at + 1;
        if ((byte_at(text, at) & 0x80U) == 0) return size;
    }
    return std::nullopt;
}

// Takes the first packet out, if it is whole.
std::optional<std::string> take_packet(std::string& heard) {
    const auto size = size_of(heard);
    if (!size || heard.size() < size->header + size->rest) return std::nullopt;
    const auto bytes = size->header + size->rest;
    std::string packet = heard.substr(0, bytes);
    heard.erase(0, bytes);
    return packet;
}

constexpr std::uint8_t publish = 3;

// What becomes of a packet: what goes on to the broker, and what back to the device.
struct Passage {
    std::string on;
    std::string back;
};

LoopbackServer::Serve gate(std::uint16_t behind,
                           std::function<Passage(const std::string& packet)> judge) {
    return [behind, judge = std::move(judge)](Stream& device) {
        Stream broker = Stream::connect_to(behind);
        if (!broker.open()) return;
        std::array<pollfd, 2> sides{pollfd{device.fd(), POLLIN, 0}, pollfd{broker.fd(), POLLIN, 0}};
        std::string heard;
        while (::poll(sides.data(), sides.size(), -1) > 0) {
            if (sides[1].revents != 0) {
                const auto bytes = broker.read_some();
                if (bytes.empty() || !device.write(bytes)) return;
            }
            if (sides[0].revents == 0) continue;
            const auto bytes = device.read_some();
            if (bytes.empty()) return;
            heard += bytes;
            while (const auto packet = take_packet(heard)) {
                const auto passage = judge(*packet);
                if (!passage.on.empty() && !broker.write(passage.on)) return;
                if (!passage.back.empty() && !device.write(passage.back)) return;
            }
        }
    };
}

}  // namespace

LoopbackServer::Serve packet_gate(std::uint16_t behind, PacketRule rule) {
    return gate(behind, [rule = std::move(rule)](const std::string& packet) -> Passage {
        auto answer = rule(packet);
        if (answer) return {"", *std::move(answer)};
        return {packet, ""};
    });
}

LoopbackServer::Serve doubling_gate(std::uint16_t behind) {
    return gate(behind, [](const std::string& packet) -> Passage {
        const bool said_twice = byte_at(packet, 0) >> 4U == publish;
        return {said_twice ? packet + packet : packet, ""};
    });
}

std::optional<std::string> refuse_publish(std::string_view packet, std::uint8_t reason) {
    const std::uint8_t first = byte_at(packet, 0);
    const auto size = size_of(packet);
    if (!size || first >> 4U != publish || (first >> 1U & 3U) != 1) return std::nullopt;
    const std::size_t topic = size->header;
    const std::size_t topic_bytes = byte_at(packet, topic) * 256U + byte_at(packet, topic + 1);
    const std::size_t id = topic + 2 + topic_bytes;
    return std::string{0x40, 0x03, packet[id], packet[id + 1], static_cast<char>(reason)};
}

LoopbackServer::Serve connack_and_close() {
    return [](Stream& device) {
        std::string heard;
        while (true) {
            const auto bytes = device.read_some();
            if (bytes.empty()) return;
            heard += bytes;
            const auto packet = take_packet(heard);
            if (!packet) continue;
            // Protocol name "MQTT", then its level: 5 has properties, here none.
            const bool five = byte_at(*packet, size_of(*packet)->header + 6) == 5;
            device.write(five ? std::string("\x20\x03\x00\x00\x00", 5)
                              : std::string("\x20\x02\x00\x00", 4));
            return;
        }
    };
}

}  // namespace aisle
