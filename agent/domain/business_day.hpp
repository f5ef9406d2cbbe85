// SPDX-License-Identifier: Apache-2.0
// The day a sale is booked on: the store's calendar day, which ends at its cut-off hour and not at
// midnight, so that what is sold at 01:30 belongs to the evening before. Pure; any thread.
#pragma once

#include "agent/base/time.hpp"

#include <string>
#include <string_view>

namespace aisle {

struct DayRule {
    int utc_offset_minutes = 8 * 60;  // the store's local time is UTC plus this
    int cut_off_hour = 4;             // 0 to 23, local
};

// "2026-07-01"
std::string business_day(WallTime at, const DayRule& rule);

// A day that exists, written YYYY-MM-DD, from 1970 on.
bool is_calendar_day(std::string_view text);

}  // namespace aisle
