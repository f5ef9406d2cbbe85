// SPDX-License-Identifier: Apache-2.0
// How a printer is, asked in real time (ESC/POS DLE EOT), and what to tell a clerk about it. Each
// request is answered with one byte that does not say which request it answers, so ask one after
// another. Four of its bits never change, by which it is told from flow control (XON, XOFF) and
// from the printer's unasked reports; a byte without them is no status. Pure; any thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace aisle {

// In the order of what a clerk has to mend first, the last before the others. One that cannot be
// reached says nothing of itself.
enum class PrinterCondition { ok, paper_low, offline, error, paper_out, cover_open, unreachable };

struct PrinterReplies {
    std::uint8_t printer = 0;        // to the first request
    std::uint8_t offline_cause = 0;  // to the second
    std::uint8_t paper = 0;          // to the third
};

// DLE EOT 1, 2 and 4.
inline constexpr std::array<std::string_view, 3> printer_status_requests{
    "\x10\x04\x01", "\x10\x04\x02", "\x10\x04\x04"};

bool is_printer_status(std::uint8_t byte);
// Nothing, if one of them is no status.
std::optional<PrinterCondition> printer_condition(const PrinterReplies& replies);

// A name of UnifiedPOS (POSPrinter); without one there is none.
struct UnifiedPosName {
    std::string_view name{};
    int number = 0;
};

struct ConditionWords {
    PrinterCondition condition;
    std::string_view word;  // for programs: "paper_low"
    bool prints;            // what is sent comes out
    std::string_view zh;    // what a clerk reads and does
    std::string_view en;
    UnifiedPosName error;    // of a print that fails for it
    UnifiedPosName entered;  // the StatusUpdateEvent when it begins
    UnifiedPosName left;     // and when it has ended
};

const ConditionWords& words_of(PrinterCondition condition);
// By its word; null when there is none.
const ConditionWords* find_condition(std::string_view word);

}  // namespace aisle
