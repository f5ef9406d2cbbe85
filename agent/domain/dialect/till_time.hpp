// SPDX-License-Identifier: Apache-2.0
// Times as tills write them, as local ones without an offset: "2026-07-01T16:30:00". Read are
//   dates   2026-07-01, 2026/7/1, 2026年7月1日, 20260701; 01.07.2026, 1/7/26 in the order that is
//           given; a year of two digits is of this century
//   times   16:30, 16:30:05.123, 163005, 4:30 PM; behind a date and T, a comma or blanks
//   offsets Z, +08:00: brought to the store's own
// Pure; any thread.
#pragma once

#include "agent/domain/business_day.hpp"
#include "agent/domain/dialect/journal_template.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace aisle {

struct TillTime {
    std::string day;   // "2026-07-01"
    std::string time;  // "2026-07-01T16:30:00"; empty when only a day was written
};

// Nothing when it is no time, or none of a day that exists.
std::optional<TillTime> parse_till_time(std::string_view text, DateOrder order, const DayRule& day);

}  // namespace aisle
