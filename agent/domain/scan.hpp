// SPDX-License-Identifier: Apache-2.0
// A scan: the bytes of one code, what kind of code the scanner says it is, and which device read
// it. What the bytes mean is decided elsewhere. Pure; any thread.
#pragma once

#include "agent/base/time.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace aisle {

struct Scan {
    std::string bytes;   // as printed in the code, separators (0x1D) included
    std::string aim;     // symbology identifier (ISO/IEC 15424), e.g. "]Q3"; empty: not sent
    std::string source;  // name of the device
    MonoTime at;         // when its last byte was read
};

// 3 when the bytes begin with ']', a letter, and a letter or digit, and something follows; else 0.
// An identifier alone identifies nothing, and is kept as what was scanned.
std::size_t aim_size(std::string_view raw);

Scan make_scan(std::string_view raw, std::string source, MonoTime at);

// What stands in the code itself: where a scanner says that it escapes (]Q2, ]d4 …), without its
// "\nnnnnn", which name a character set, and with single backslashes.
std::string without_escapes(std::string_view bytes);

}  // namespace aisle
