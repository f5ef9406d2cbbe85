// SPDX-License-Identifier: Apache-2.0
// What a HID POS scanner sends: report descriptors put together of their items, and a code cut into
// the reports that carry it.
#pragma once

#include "drivers/hid_pos_layout.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {

// "05 8C" or "058c": two digits a byte, blanks between them or not.
inline std::string from_hex(std::string_view digits) {
    std::string bytes;
    unsigned value = 0;
    bool half = false;
    for (const char c : digits) {
        if (c == ' ') continue;
        const char letter = static_cast<char>(c | 0x20);
        value = value << 4 | static_cast<unsigned>(c <= '9' ? c - '0' : letter - 'a' + 10);
        if (half) bytes += static_cast<char>(value & 0xffU);
        half = !half;
    }
    return bytes;
}

// A report descriptor that some scanners and emulators have: 62 bytes a report, number 2.
inline std::string short_hid_pos_descriptor() {
    return from_hex(
        "05 8C 09 02 A1 01 85 02 09 12 A1 02 15 00 26 FF 00 75 08 95 01 05 01 09 3B 81 02 95 03 05 "
        "8C 09 FB 09 FC 09 FD 81 02 95 38 09 FE 82 02 01 25 01 75 01 95 01 09 FF 81 02 75 07 81 03 "
        "C0 C0");
}

inline void write_bits(std::string& report, const HidField& field, std::size_t value) {
    for (std::size_t i = 0; i < field.bits; ++i) {
        const auto place = (field.at + i) / 8;
        if (place >= report.size()) return;
        const auto mask = 1U << (field.at + i) % 8;
        const auto byte = static_cast<unsigned char>(report[place]);
        const bool set = i < 8 * sizeof value && (value >> i & 1U) != 0;
        report[place] = static_cast<char>(set ? byte | mask : byte & ~mask);
    }
}

inline std::string hid_report(const HidPosLayout& layout, std::string_view data,
                              std::string_view aim, bool continued) {
    std::string report(layout.report_bytes, '\0');
    if (layout.report != 0) report[0] = static_cast<char>(layout.report);
    report.replace(layout.data.at / 8, data.size(), data);
    if (layout.aim) report.replace(layout.aim->at / 8, aim.size(), aim);
    if (layout.count) write_bits(report, *layout.count, data.size());
    if (layout.continued) write_bits(report, *layout.continued, continued ? 1 : 0);
    return report;
}

inline std::vector<std::string> hid_reports(const HidPosLayout& layout, std::string_view code,
                                            std::string_view aim) {
    std::vector<std::string> reports;
    do {
        const auto data = code.substr(0, layout.data.bits / 8);
        code.remove_prefix(data.size());
        reports.push_back(hid_report(layout, data, aim, !code.empty()));
    } while (!code.empty());
    return reports;
}

}  // namespace aisle
