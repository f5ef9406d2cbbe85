// SPDX-License-Identifier: Apache-2.0
#include "agent/base/base32.hpp"

#include <cstdint>

namespace aisle {
namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

int value_of(char c) {
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= '2' && c <= '7') return c - '2' + 26;
    return -1;
}

}  // namespace

std::string to_base32(std::string_view bytes) {
    std::string text;
    text.reserve((bytes.size() * 8 + 4) / 5);
    std::uint32_t gathered = 0;
    unsigned bits = 0;
    for (const char c : bytes) {
        gathered = (gathered << 8 | static_cast<unsigned char>(c)) & 0xfffU;
        bits += 8;
        for (; bits >= 5; bits -= 5) text += alphabet[gathered >> (bits - 5) & 31U];
    }
    if (bits > 0) text += alphabet[gathered << (5 - bits) & 31U];
    return text;
}

std::optional<std::string> parse_base32(std::string_view text) {
    std::string bytes;
    bytes.reserve(text.size() * 5 / 8);
    std::uint32_t gathered = 0;
    unsigned bits = 0;
    for (const char c : text) {
        const int value = value_of(c);
        if (value < 0) return std::nullopt;
        gathered = (gathered << 5 | static_cast<std::uint32_t>(value)) & 0xfffU;
        bits += 5;
        if (bits < 8) continue;
        bits -= 8;
        bytes += static_cast<char>(gathered >> bits & 0xffU);
    }
    const bool stray = bits >= 5 || (gathered & ((1U << bits) - 1)) != 0;
    if (stray) return std::nullopt;
    return bytes;
}

}  // namespace aisle
