// SPDX-License-Identifier: Apache-2.0
// Where in its reports a bar code scanner puts what it read: found by walking its HID report
// descriptor, because makers differ. Source: USB HID 1.11, 6.2.2; HID Point of Sale Usage Tables
// 1.02 (page 0x8c). Pure; any thread.
#pragma once

#include "agent/base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace aisle {

// Bits, counted from the first of the report, its number included.
struct HidField {
    std::size_t at = 0;
    std::size_t bits = 0;
};

struct HidPosLayout {
    std::uint8_t report = 0;  // its number; 0: reports have none
    std::size_t report_bytes = 0;
    HidField data;                        // the longest run of decoded data
    std::optional<HidField> count{};      // bytes of data in this report
    std::optional<HidField> aim{};        // three bytes
    std::optional<HidField> continued{};  // one bit: another report of the same code follows
};

// Nothing when the descriptor is broken, or has no scanned data report of a bar code scanner.
std::optional<HidPosLayout> find_hid_pos_layout(std::string_view descriptor);
// Whether its application is a bar code scanner, whatever its reports look like.
bool is_hid_pos_scanner(std::string_view descriptor);

// What nearly all of them do: 64 bytes, number 2, length, AIM, 56 bytes of data, …, the flag.
HidPosLayout usual_hid_pos_layout();

// The one to read the device at `path` by. Errc::invalid when it is no bar code scanner, or when
// its reports are longer than is read at once: the kernel would cut them, and half a code looks
// like a whole one.
Result<HidPosLayout> hid_pos_layout_of(std::string_view descriptor, const std::string& path);

}  // namespace aisle
