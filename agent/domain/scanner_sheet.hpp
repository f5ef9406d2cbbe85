// SPDX-License-Identifier: Apache-2.0
// The test sheet: a few codes whose contents are known, so that what a scanner makes of them tells
// how it is set. Constant data; any thread.
#pragma once

#include <span>
#include <string_view>

namespace aisle {

enum class SheetSymbology { code_128, gs1_128, ean_13 };

struct SheetCode {
    std::string_view name;  // "layout"
    SheetSymbology symbology;
    std::string_view contents;  // a separator is 0x1d
    std::string_view aim;       // the identifier that a scanner gives it
    std::string_view shows;     // what it is there for
};

// In the order in which they are to be scanned.
std::span<const SheetCode> scanner_sheet();
// Null when none has the name.
const SheetCode* find_sheet_code(std::string_view name);

}  // namespace aisle
