// SPDX-License-Identifier: Apache-2.0
// One code of the test sheet found in what arrived: what stands before, within and behind it.
// Pure; any thread.
#pragma once

#include "agent/domain/scanner_setup.hpp"
#include "agent/domain/scanner_sheet.hpp"
#include "drivers/keyboard_layout.hpp"

#include <optional>
#include <span>
#include <string>

namespace aisle {

struct SheetReading {
    const SheetCode* code = nullptr;
    std::string before{};     // a prefix, an identifier
    std::string separator{};  // what stands where the code has its separator
    std::string after{};
    bool swapped = false;  // capitals are small and the other way round
    bool cut = false;      // the check digit is missing
};

// What the keys type in this layout. Where Tab or Enter ended a code and more follows, a line feed
// stands; that which ends the last one is left out.
std::string typed_text(std::span<const KeyMove> keys, KeyboardLayout layout);

// Nothing when the code is not there, or twice.
std::optional<SheetReading> find_in_text(const SheetCode& code, std::string_view text);
// The layout is of no matter unless the line is evdev.
std::optional<SheetReading> read_sheet_code(const SheetCode& code, ScannerLine line,
                                            const Arrived& arrived, KeyboardLayout layout);

}  // namespace aisle
