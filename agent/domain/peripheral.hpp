// SPDX-License-Identifier: Apache-2.0
// What stands on the counter and is a touchpoint of its own: scanners, printers, and the lines on
// which tills tell their receipts. Categories and numbers are UnifiedPOS's. Pure; any thread.
#pragma once

#include "agent/domain/event.hpp"

#include <string>
#include <string_view>

namespace aisle {

enum class PeripheralCategory {
    scanner,      // "Scanner"
    printer,      // "POSPrinter"
    receipt_tap,  // "ReceiptTap", ours
    journal,      // "JournalFile", ours
};
std::string_view to_string(PeripheralCategory category);

struct Peripheral {
    std::string name;
    PeripheralCategory category = PeripheralCategory::scanner;
    std::string connection;  // "serial", "evdev", "hid_pos", "tcp" …
    bool operator==(const Peripheral&) const = default;
};

// At each start. data: {"name":…,"category":"Scanner","connection":…}
EventDraft touchpoint_registered(const Peripheral& peripheral);

// When it came or went. data: {"name":…,"category":…,"state":2,"power_state":2001,"trouble":…}; an
// empty trouble: it works.
EventDraft peripheral_state(const Peripheral& peripheral, std::string_view trouble);

}  // namespace aisle
