// SPDX-License-Identifier: Apache-2.0
// Bar codes as bars: Code 128 (ISO/IEC 15417) with FNC1, which makes it GS1-128, and EAN-13
// (ISO/IEC 15420). Only what the test sheet of scanners needs: a library would bring forty kinds.
// Pure; any thread.
#pragma once

#include "agent/domain/scanner_sheet.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace aisle {

// One character a module, '1' is a bar. Without the quiet zones: ten modules left and right, eleven
// left of an EAN-13.
using Modules = std::string;

// Printable ASCII; a separator (0x1d) is FNC1. `gs1`: FNC1 stands in front too.
Modules code_128(std::string_view text, bool gs1);
// The same as the values of its characters: start, text, check character, stop.
std::vector<unsigned> code_128_values(std::string_view text, bool gs1);
// Thirteen digits, the check digit among them.
Modules ean_13(std::string_view digits);

Modules modules_of(const SheetCode& code);

}  // namespace aisle
