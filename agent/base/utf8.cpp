// SPDX-License-Identifier: Apache-2.0
#include "agent/base/utf8.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace aisle {
namespace {

// Bytes that follow a lead byte; -1 for a byte that leads nothing.
int followers(unsigned char lead) {
    if (lead < 0x80) return 0;
    if (lead >= 0xc2 && lead <= 0xdf) return 1;
    if (lead >= 0xe0 && lead <= 0xef) return 2;
    if (lead >= 0xf0 && lead <= 0xf4) return 3;
    return -1;
}

// The second byte's range rules out overlong forms, surrogates and what is past U+10FFFF.
bool second_byte_fits(unsigned char lead, unsigned char second) {
    switch (lead) {
        case 0xe0:
            return second >= 0xa0 && second <= 0xbf;
        case 0xed:
            return second >= 0x80 && second <= 0x9f;
        case 0xf0:
            return second >= 0x90 && second <= 0xbf;
        case 0xf4:
            return second >= 0x80 && second <= 0x8f;
        default:
            return second >= 0x80 && second <= 0xbf;
    }
}

// Bytes at the beginning that are ASCII, as far as whole words show it.
std::size_t ascii_words(std::string_view bytes) {
    std::size_t count = 0;
    for (std::uint64_t word = 0; count + sizeof word <= bytes.size(); count += sizeof word) {
        std::memcpy(&word, bytes.data() + count, sizeof word);
        if ((word & 0x8080808080808080U) != 0) break;
    }
    return count;
}

}  // namespace

bool is_utf8(std::string_view bytes) {
    std::size_t i = 0;
    while (i < bytes.size()) {
        i += ascii_words(bytes.substr(i));
        if (i == bytes.size()) break;
        const auto lead = static_cast<unsigned char>(bytes[i]);
        if (lead < 0x80) {
            ++i;
            continue;
        }
        const int more = followers(lead);
        if (more < 0 || bytes.size() - i <= static_cast<std::size_t>(more)) return false;
        if (!second_byte_fits(lead, static_cast<unsigned char>(bytes[i + 1]))) return false;
        for (std::size_t k = 2; k <= static_cast<std::size_t>(more); ++k) {
            if ((static_cast<unsigned char>(bytes[i + k]) & 0xc0) != 0x80) return false;
        }
        i += static_cast<std::size_t>(more) + 1;
    }
    return true;
}

std::string_view first_sign(std::string_view text) {
    const int more = followers(static_cast<unsigned char>(text.front()));
    const auto sign = text.substr(0, static_cast<std::size_t>(std::max(more, 0)) + 1);
    return is_utf8(sign) ? sign : text.substr(0, 1);
}

char32_t code_point(std::string_view sign) {
    constexpr std::array<unsigned char, 5> lead_bits{0, 0x7f, 0x1f, 0x0f, 0x07};
    char32_t point = static_cast<unsigned char>(sign[0]) & lead_bits[sign.size()];
    for (const char more : sign.substr(1)) {
        point = point << 6 | (static_cast<unsigned char>(more) & 0x3fU);
    }
    return point;
}

void append_utf8(std::string& text, std::uint32_t code_point) {
    const auto add = [&text](std::uint32_t byte) { text += static_cast<char>(byte); };
    if (code_point < 0x80) {
        add(code_point);
    } else if (code_point < 0x800) {
        add(0xc0 | (code_point >> 6));
        add(0x80 | (code_point & 0x3f));
    } else if (code_point < 0x10000) {
        add(0xe0 | (code_point >> 12));
        add(0x80 | ((code_point >> 6) & 0x3f));
        add(0x80 | (code_point & 0x3f));
    } else {
        add(0xf0 | (code_point >> 18));
        add(0x80 | ((code_point >> 12) & 0x3f));
        add(0x80 | ((code_point >> 6) & 0x3f));
        add(0x80 | (code_point & 0x3f));
    }
}

bool is_plain_text(std::string_view bytes) {
    if (!is_utf8(bytes)) return false;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const auto c = static_cast<unsigned char>(bytes[i]);
        if (c < 0x20 || c == 0x7f) return false;
        // U+0080 to U+009F: terminals obey them as they obey an escape.
        if (c == 0xc2 && static_cast<unsigned char>(bytes[i + 1]) < 0xa0) return false;
        // U+2028 and U+2029 end a line.
        if (bytes.substr(i, 3) == "\xe2\x80\xa8" || bytes.substr(i, 3) == "\xe2\x80\xa9")
            return false;
    }
    return true;
}

}  // namespace aisle
