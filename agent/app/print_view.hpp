// SPDX-License-Identifier: Apache-2.0
// The queue of slips as JSON, for screens: what each is, where it stands, and when something is
// wrong the words for a clerk in both languages. What a slip says is not shown. Pure; any thread.
//
//   {"number":7,"id":"…","printer":"coupons","slip":"coupon","language":"zh","state":"waiting",
//    "copy":0,"copy_of":5,"copies":1,"asked_at":"…",
//    "trouble":{"code":"paper_out","zh":"…","en":"…"}}
#pragma once

#include "agent/books/print_book.hpp"
#include "drivers/printer.hpp"

#include <string>
#include <vector>

namespace aisle {

// `printer`: how the job's printer is, as far as is known.
std::string print_job_json(const PrintJob& job, std::optional<PrinterCondition> printer,
                           int copies = 0);
// {"jobs":[…],"printers":[{"name":…,"state":"paper_out","zh":…,"en":…}]}, the newest job first.
std::string print_list_json(const std::vector<PrintJob>& jobs,
                            const std::vector<PrinterState>& printers);

}  // namespace aisle
