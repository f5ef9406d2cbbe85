// SPDX-License-Identifier: Apache-2.0
#include "drivers/shown_arrival.hpp"

#include "agent/base/shown_text.hpp"
#include "agent/base/utf8.hpp"
#include "drivers/evdev_decoder.hpp"
#include "drivers/sheet_reading.hpp"

#include <algorithm>
#include <array>

namespace aisle {
namespace {

constexpr std::size_t shown_bytes_max = 240;
constexpr std::size_t shown_keys_max = 24;

constexpr std::array<std::string_view, 32> control_names{
    "NUL", "SOH", "STX", "ETX", "EOT", "ENQ", "ACK", "BEL", "BS",  "TAB", "LF",
    "VT",  "FF",  "CR",  "SO",  "SI",  "DLE", "DC1", "DC2", "DC3", "DC4", "NAK",
    "SYN", "ETB", "CAN", "EM",  "SUB", "ESC", "FS",  "GS",  "RS",  "US"};

std::string hex(unsigned char byte) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    return {'\\', 'x', digits[byte >> 4U], digits[byte & 0xfU]};
}

// How long the sign at the beginning is, when it can be shown as it is; else 0.
std::size_t plain_sign(std::string_view bytes) {
    const auto sign = first_sign(bytes);
    return is_plain_text(sign) && shown_text(sign) == sign ? sign.size() : 0;
}

}  // namespace

std::string shown_bytes(std::string_view bytes) {
    std::string shown;
    while (!bytes.empty()) {
        if (shown.size() >= shown_bytes_max) {
            return shown + " … (" + std::to_string(bytes.size()) + " bytes more)";
        }
        const auto first = static_cast<unsigned char>(bytes[0]);
        std::size_t size = 1;
        if (first < control_names.size()) {
            shown.append("<").append(control_names[first]).append(">");
        } else if (bytes[0] == '\\') {
            shown += "\\\\";
        } else if (const auto plain = plain_sign(bytes); plain > 0) {
            size = plain;
            shown += bytes.substr(0, size);
        } else {
            shown += hex(first);
        }
        bytes.remove_prefix(size);
    }
    return shown;
}

std::string shown_arrival(ScannerLine line, const Arrived& arrived, KeyboardLayout layout) {
    if (line != ScannerLine::evdev) return shown_bytes(arrived.bytes);
    auto shown = shown_bytes(typed_text(arrived.keys, layout));
    std::size_t named = 0;
    for (const auto& move : arrived.keys) {
        const bool typed = is_modifier(move.key) || sign_of_keypad(move.key) != '\0' ||
                           !sign_of_key(layout, move.key, {}).empty();
        if (!move.down || (typed && !ends_scan(move.key)) || named == shown_keys_max) continue;
        ++named;
        shown += " <key " + std::to_string(move.key) + ">";
    }
    return shown;
}

}  // namespace aisle
