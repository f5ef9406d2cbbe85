// SPDX-License-Identifier: Apache-2.0
#include "agent/base/shown_text.hpp"

#include "agent/base/utf8.hpp"

#include <algorithm>
#include <array>

namespace aisle {
namespace {

struct Range {
    char32_t first;
    char32_t last;
};

constexpr std::array not_shown{
    Range{0x00, 0x08},       Range{0x0b, 0x1f},       Range{0x7f, 0x9f},
    Range{0xad, 0xad},       Range{0x034f, 0x034f},   Range{0x061c, 0x061c},
    Range{0x115f, 0x1160},   Range{0x17b4, 0x17b5},   Range{0x180b, 0x180f},
    Range{0x200b, 0x200f},   Range{0x2028, 0x202e},   Range{0x2060, 0x206f},
    Range{0x3164, 0x3164},   Range{0xfe00, 0xfe0f},   Range{0xfeff, 0xfeff},
    Range{0xffa0, 0xffa0},   Range{0xfff9, 0xfffb},   Range{0x1bca0, 0x1bca3},
    Range{0x1d173, 0x1d17a}, Range{0xe0000, 0xe0fff},
};

bool is_shown(char32_t point) {
    return std::ranges::none_of(not_shown, [point](const Range& range) {
        return point >= range.first && point <= range.last;
    });
}

// Most text is; of what is not ASCII it is looked at more closely.
bool is_printable_ascii(char c) {
    return (c >= ' ' && c < '\x7f') || c == '\n' || c == '\t';
}

void append_hex(std::string& out, char32_t value, unsigned digits) {
    constexpr std::string_view signs = "0123456789abcdef";
    for (unsigned i = digits; i > 0; --i) out += signs[value >> 4 * (i - 1) & 0xf];
}

// As JSON does it: above U+FFFF in two halves.
void append_escape(std::string& out, char32_t point) {
    constexpr char32_t high = 0xd800, low = 0xdc00, plane = 0x10000;
    constexpr unsigned digits = 4, half_bits = 10;
    if (point >= plane) {
        append_escape(out, high + ((point - plane) >> half_bits));
        point = low + ((point - plane) & 0x3ff);
    }
    append_hex(out += "\\u", point, digits);
}

}  // namespace

std::string shown_text(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const auto plain = static_cast<std::size_t>(
            std::ranges::find_if_not(text, is_printable_ascii) - text.begin());
        out.append(text, 0, plain);
        text.remove_prefix(plain);
        if (text.empty()) break;
        const auto sign = first_sign(text);
        if (!is_utf8(sign)) {
            append_hex(out += "\\x", static_cast<unsigned char>(sign.front()), 2);
        } else if (const auto point = code_point(sign); is_shown(point)) {
            out += sign;
        } else {
            append_escape(out, point);
        }
        text.remove_prefix(sign.size());
    }
    return out;
}

}  // namespace aisle
