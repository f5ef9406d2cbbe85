// SPDX-License-Identifier: Apache-2.0
// Whether central has what a device says it captured on a business day. The last closing of the day
// names numbers of the ledger; the events that stand there are counted again, with the functions
// that the device counted with, and what does not stand there is named: by its number, with the
// reason where one was declared, and by its id where exactly one of a kind is missing, for then the
// marks differ by just that id. Only reads; safe beside a running hub.
//
// The day is taken by its numbers, not by the time of the events: what a clock was worth is learnt
// later and differently here. What bears a true time of that day and stands elsewhere is told
// beside it: it came after the closing, or the device no longer knew of it (a disk that was put
// back, a file that was salvaged).
#pragma once

#include "agent/store/sqlite.hpp"
#include "tools/hub/day_report.hpp"

namespace aisle {

// Errors: not_found (no such device), invalid (no such day).
Result<DayReport> check_day(Database& db, const DayQuestion& question);

}  // namespace aisle
