// SPDX-License-Identifier: Apache-2.0
// What kind of code a scanner says it read: its AIM identifier (ISO/IEC 15424), and the number that
// UnifiedPOS 1.15 has for the kind (ScanDataType). Pure; any thread.
#pragma once

#include <cstdint>
#include <string_view>

namespace aisle {

// SCAN_SDT_…
enum class ScanDataType : std::uint16_t {
    unknown = 0,
    upca = 101,
    upce = 102,
    ean8 = 103,
    ean13 = 104,
    tf = 105,
    itf = 106,
    codabar = 107,
    code39 = 108,
    code93 = 109,
    code128 = 110,
    upca_s = 111,
    upce_s = 112,
    ean8_s = 118,
    ean13_s = 119,
    gs1_128 = 120,
    gs1_databar = 131,
    gs1_databar_expanded = 132,
    code11 = 142,
    msi = 143,
    pdf417 = 201,
    maxicode = 202,
    datamatrix = 203,
    qrcode = 204,
    aztec = 206,
    gs1_datamatrix = 208,
    gs1_qrcode = 209,
    hanxin = 215,
    other = 501,
};

struct Symbology {
    ScanDataType type = ScanDataType::unknown;
    bool gs1 = false;           // what it carries are GS1 element strings, for certain
    bool trade_number = false;  // EAN and UPC: a trade number, perhaps with an add-on behind it
};

// `aim` may be empty; Zebra's own "]X" forms are known too.
Symbology symbology_of(std::string_view aim, std::string_view bytes);

// "SCAN_SDT_EAN13".
std::string_view to_string(ScanDataType type);

}  // namespace aisle
