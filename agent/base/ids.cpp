// SPDX-License-Identifier: Apache-2.0
#include "agent/base/ids.hpp"

namespace aisle {
namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

bool is_dash_place(std::size_t i) {
    return i == 8 || i == 13 || i == 18 || i == 23;
}

}  // namespace

EventId make_event_id(WallTime now, Entropy& entropy) {
    auto id = random_id<EventId>(entropy);
    const auto ms = static_cast<std::uint64_t>(micros(now) / 1000);
    for (std::size_t i = 0; i < 6; ++i) {
        id.bytes[i] = static_cast<std::uint8_t>(ms >> (40 - 8 * i));
    }
    id.bytes[6] = static_cast<std::uint8_t>(0x70 | (id.bytes[6] & 0x0f));  // version 7
    id.bytes[8] = static_cast<std::uint8_t>(0x80 | (id.bytes[8] & 0x3f));  // variant
    return id;
}

std::string to_hex(std::string_view bytes) {
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const char c : bytes) {
        const auto byte = static_cast<std::uint8_t>(c);
        text += hex_digits[byte >> 4];
        text += hex_digits[byte & 0x0f];
    }
    return text;
}

std::string to_string(const EventId& id) {
    std::string text;
    text.reserve(36);
    for (const std::uint8_t byte : id.bytes) {
        if (is_dash_place(text.size())) text += '-';
        text += hex_digits[byte >> 4];
        text += hex_digits[byte & 0x0f];
    }
    return text;
}

Result<std::array<std::uint8_t, 16>> parse_hex128(std::string_view text) {
    std::array<std::uint8_t, 16> bytes{};
    if (text.size() != 32) return Error(Errc::invalid, "not 32 hex digits");
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const int high = hex_value(text[2 * i]);
        const int low = hex_value(text[2 * i + 1]);
        if (high < 0 || low < 0) return Error(Errc::invalid, "not 32 hex digits");
        bytes[i] = static_cast<std::uint8_t>(high * 16 + low);
    }
    return bytes;
}

Result<EventId> parse_event_id(std::string_view text) {
    if (text.size() != 36) return Error(Errc::invalid, "not a UUID");
    std::string digits;
    digits.reserve(32);
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (is_dash_place(i) != (text[i] == '-')) return Error(Errc::invalid, "not a UUID");
        if (text[i] != '-') digits += text[i];
    }
    return parse_id<EventId>(digits);
}

}  // namespace aisle
