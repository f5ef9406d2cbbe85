// SPDX-License-Identifier: Apache-2.0
#include "tests/support/strict_packet.hpp"

namespace aisle {
namespace {

constexpr unsigned level_311 = 4;
constexpr unsigned level_5 = 5;

std::string length_of(std::size_t size) {
    std::string out;
    do {
        const bool more = size > 127;
        out += static_cast<char>((size & 0x7fU) | (more ? 0x80U : 0U));
        size >>= 7U;
    } while (size > 0);
    return out;
}

// Reads from the front of bytes that somebody sent. Past the end it has failed, and says so once.
class PacketReader {
public:
    explicit PacketReader(std::string_view rest) : rest_(rest) {}

    std::string_view take(std::size_t size) {
        failed_ = failed_ || size > rest_.size();
        if (failed_) return {};
        const auto part = rest_.substr(0, size);
        rest_.remove_prefix(size);
        return part;
    }
    std::uint32_t number(std::size_t bytes) {
        std::uint32_t value = 0;
        for (const char c : take(bytes)) value = value << 8U | static_cast<unsigned char>(c);
        return value;
    }
    std::uint16_t two() { return static_cast<std::uint16_t>(number(2)); }
    std::string text() { return std::string(take(two())); }
    std::size_t length() {
        std::size_t size = 0;
        for (unsigned shift = 0; shift < 28; shift += 7) {
            const auto digit = number(1);
            size |= std::size_t{digit & 0x7fU} << shift;
            if ((digit & 0x80U) == 0) return size;
        }
        failed_ = true;
        return 0;
    }
    void fail() { failed_ = true; }
    bool failed() const { return failed_; }
    bool empty() const { return failed_ || rest_.empty(); }
    std::string_view rest() { return take(rest_.size()); }

private:
    std::string_view rest_;
    bool failed_ = false;
};

// One property, by its number (MQTT 5, 2.2.2.2).
void read_property(PacketReader& from, PacketProperties& into) {
    switch (from.number(1)) {
        case 0x01:
        case 0x17:
        case 0x19:
        case 0x24:
        case 0x25:
        case 0x28:
        case 0x29:
        case 0x2a:
            from.take(1);
            return;
        case 0x13:
        case 0x22:
            from.take(2);
            return;
        case 0x02:
        case 0x18:
            from.take(4);
            return;
        case 0x03:
        case 0x08:
        case 0x09:
        case 0x12:
        case 0x15:
        case 0x16:
        case 0x1a:
        case 0x1c:
        case 0x1f:
            from.text();
            return;
        case 0x0b:
            from.length();
            return;
        case 0x11:
            into.session_expiry = from.number(4);
            return;
        case 0x21:
            into.receive_maximum = from.two();
            return;
        case 0x23:
            into.topic_alias = from.two();
            return;
        case 0x27:
            into.packet_bytes_max = from.number(4);
            return;
        case 0x26:
            from.text();
            from.text();
            ++into.user_properties;
            return;
        default:
            from.fail();
    }
}

PacketProperties read_properties(PacketReader& from, bool five) {
    PacketProperties properties;
    if (!five || from.empty()) return properties;
    PacketReader own(from.take(from.length()));
    while (!own.empty()) read_property(own, properties);
    if (own.failed()) from.fail();
    return properties;
}

}  // namespace

std::optional<Packet> read_packet(Stream& stream) {
    const auto first = stream.read_exactly(1);
    if (first.empty()) return std::nullopt;
    Packet packet;
    const auto head = static_cast<unsigned char>(first[0]);
    packet.kind = static_cast<PacketKind>(head >> 4U);
    packet.flags = head & 0x0fU;
    std::string length;
    do {
        const auto digit = stream.read_exactly(1);
        if (digit.empty() || length.size() == 4) return std::nullopt;
        length += digit;
    } while ((static_cast<unsigned char>(length.back()) & 0x80U) != 0);
    const auto size = PacketReader(length).length();
    packet.body = size == 0 ? "" : stream.read_exactly(size);
    packet.bytes = 1 + length.size() + size;
    if (packet.body.size() != size) return std::nullopt;
    return packet;
}

std::optional<ConnectPacket> parse_connect(const Packet& packet) {
    PacketReader from(packet.body);
    ConnectPacket connect;
    if (from.text() != "MQTT") return std::nullopt;
    const auto level = from.number(1);
    connect.five = level == level_5;
    connect.known_version = connect.five || level == level_311;
    const auto flags = from.number(1);
    connect.keep_alive = from.two();
    connect.properties = read_properties(from, connect.five);
    connect.client_id = from.text();
    if ((flags & 0x04U) != 0) {
        PublishPacket will;
        will.qos = flags >> 3U & 3U;
        will.retain = (flags & 0x20U) != 0;
        will.properties = read_properties(from, connect.five);
        will.topic = from.text();
        will.payload = from.text();
        connect.will = std::move(will);
    }
    if ((flags & 0x80U) != 0) connect.username = from.text();
    if ((flags & 0x40U) != 0) from.text();
    if (from.failed()) return std::nullopt;
    return connect;
}

std::optional<PublishPacket> parse_publish(const Packet& packet, bool five) {
    PacketReader from(packet.body);
    PublishPacket publish;
    publish.qos = packet.flags >> 1U & 3U;
    publish.retain = (packet.flags & 1U) != 0;
    publish.topic = from.text();
    if (publish.qos > 0) publish.id = from.two();
    publish.properties = read_properties(from, five);
    publish.payload = from.rest();
    if (from.failed()) return std::nullopt;
    return publish;
}

std::optional<SubscribePacket> parse_subscribe(const Packet& packet, bool five) {
    PacketReader from(packet.body);
    SubscribePacket subscribe;
    subscribe.id = from.two();
    subscribe.properties = read_properties(from, five);
    while (!from.empty()) {
        subscribe.filters.push_back(from.text());
        subscribe.qos_max = std::max(subscribe.qos_max, from.number(1) & 3U);
    }
    if (from.failed() || subscribe.filters.empty()) return std::nullopt;
    return subscribe;
}

std::optional<AnswerPacket> parse_answer(const Packet& packet, bool five) {
    PacketReader from(packet.body);
    AnswerPacket answer;
    if (packet.kind != PacketKind::disconnect) answer.id = from.two();
    if (!from.empty()) answer.reason = from.number(1);
    answer.properties = read_properties(from, five);
    if (from.failed()) return std::nullopt;
    return answer;
}

PacketWriter& PacketWriter::byte(unsigned value) {
    bytes_ += static_cast<char>(value & 0xffU);
    return *this;
}

PacketWriter& PacketWriter::two(unsigned value) {
    return byte(value >> 8U).byte(value);
}

PacketWriter& PacketWriter::four(std::uint32_t value) {
    return two(value >> 16U).two(value & 0xffffU);
}

PacketWriter& PacketWriter::text(std::string_view value) {
    return two(static_cast<unsigned>(value.size())).raw(value);
}

PacketWriter& PacketWriter::raw(std::string_view bytes) {
    bytes_ += bytes;
    return *this;
}

PacketWriter& PacketWriter::sized(const PacketWriter& inner) {
    return raw(length_of(inner.bytes_.size())).raw(inner.bytes_);
}

std::string PacketWriter::whole(PacketKind kind, unsigned flags) const {
    std::string out(1, static_cast<char>(static_cast<unsigned>(kind) << 4U | flags));
    return out + length_of(bytes_.size()) + bytes_;
}

std::string publish_bytes(const PublishPacket& message, bool five, bool again) {
    PacketWriter writer;
    writer.text(message.topic);
    if (message.qos > 0) writer.two(message.id);
    if (five) writer.sized({});
    const unsigned flags = message.qos << 1U | (message.retain ? 1U : 0U) | (again ? 8U : 0U);
    return writer.raw(message.payload).whole(PacketKind::publish, flags);
}

}  // namespace aisle
