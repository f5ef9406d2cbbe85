// SPDX-License-Identifier: Apache-2.0
#include "drivers/printer_status.hpp"

#include "agent/base/check.hpp"

#include <algorithm>

namespace aisle {
namespace {

constexpr unsigned fixed_bits = 0x93, fixed_values = 0x12;
// Of the first reply.
constexpr unsigned is_offline = 0x08;
// Of the second.
constexpr unsigned is_cover_open = 0x04, is_stopped_for_paper = 0x20, has_error = 0x40;
// Of the third; each has two bits, and both are set.
constexpr unsigned near_end = 0x0c, at_end = 0x60;

bool has(std::uint8_t byte, unsigned bits) {
    return (byte & bits) == bits;
}

constexpr UnifiedPosName paper_ok{"PTR_SUE_REC_PAPEROK", 26};

constexpr std::array conditions{
    ConditionWords{
        PrinterCondition::ok, "ok", true, "打印机正常。", "The printer is ready.", {}, {}, {}},
    ConditionWords{PrinterCondition::paper_low,
                   "paper_low",
                   true,
                   "打印纸快用完了，请准备好新纸卷。",
                   "The printer's paper is nearly used up: have a fresh roll at hand.",
                   {},
                   {"PTR_SUE_REC_NEAREMPTY", 25},
                   paper_ok},
    ConditionWords{PrinterCondition::offline,
                   "offline",
                   false,
                   "打印机脱机，请稍等；若不恢复，请关机后重新开机。",
                   "The printer is offline: wait a moment; if it stays so, switch it off and on.",
                   {"E_OFFLINE", 108},
                   {},
                   {}},
    ConditionWords{
        PrinterCondition::error,
        "error",
        false,
        "打印机故障，请检查是否卡纸，然后关机后重新开机。",
        "The printer reports an error: look for jammed paper, then switch it off and on.",
        {"E_FAILURE", 111},
        {},
        {}},
    ConditionWords{PrinterCondition::paper_out,
                   "paper_out",
                   false,
                   "打印机缺纸，请装入新纸卷。",
                   "The printer is out of paper: put in a fresh roll.",
                   {"EPTR_REC_EMPTY", 203},
                   {"PTR_SUE_REC_EMPTY", 24},
                   paper_ok},
    ConditionWords{PrinterCondition::cover_open,
                   "cover_open",
                   false,
                   "打印机上盖未关好，请把上盖合上。",
                   "The printer's cover is open: close it.",
                   {"EPTR_COVER_OPEN", 201},
                   {"PTR_SUE_COVER_OPEN", 11},
                   {"PTR_SUE_COVER_OK", 12}},
    ConditionWords{PrinterCondition::unreachable,
                   "unreachable",
                   false,
                   "打印机没有开机或连接不上，请检查电源和连线。",
                   "The printer is off or cannot be reached: switch it on, look at its cable.",
                   {"E_NOHARDWARE", 107},
                   {},
                   {}},
};

}  // namespace

bool is_printer_status(std::uint8_t byte) {
    return (byte & fixed_bits) == fixed_values;
}

std::optional<PrinterCondition> printer_condition(const PrinterReplies& replies) {
    if (!is_printer_status(replies.printer) || !is_printer_status(replies.offline_cause) ||
        !is_printer_status(replies.paper)) {
        return std::nullopt;
    }
    if (has(replies.offline_cause, is_cover_open)) return PrinterCondition::cover_open;
    if (has(replies.offline_cause, is_stopped_for_paper) || has(replies.paper, at_end)) {
        return PrinterCondition::paper_out;
    }
    if (has(replies.offline_cause, has_error)) return PrinterCondition::error;
    if (has(replies.printer, is_offline)) return PrinterCondition::offline;
    return has(replies.paper, near_end) ? PrinterCondition::paper_low : PrinterCondition::ok;
}

const ConditionWords& words_of(PrinterCondition condition) {
    const auto* found = std::ranges::find(conditions, condition, &ConditionWords::condition);
    CHECK(found != conditions.end(), "every condition has its row");
    return *found;
}

const ConditionWords* find_condition(std::string_view word) {
    const auto* found = std::ranges::find(conditions, word, &ConditionWords::word);
    return found == conditions.end() ? nullptr : found;
}

}  // namespace aisle
