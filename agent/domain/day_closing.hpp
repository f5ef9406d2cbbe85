// SPDX-License-Identifier: Apache-2.0
// The closing of a business day: asked for, decided which day it is, told to central as an event,
// and read again there. A closing says of each kind and currency what was counted (day_total.hpp),
// and the numbers of the ledger within which it stands; so central finds what it lacks without
// asking. A day may be closed again: the later closing replaces the earlier one and is numbered
// after it. Pure; any thread.
#pragma once

#include "agent/base/json.hpp"
#include "agent/base/strong.hpp"
#include "agent/domain/business_day.hpp"
#include "agent/domain/day_total.hpp"
#include "agent/domain/event.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {

// What time it is, as well as it is known: a clock that somebody vouches for, or just the clock.
struct DayMoment {
    WallTime at;
    bool vouched = false;
};

// The day on which something is counted. A clock for which nobody vouches does not lead back before
// the day that was counted last: it has lost its battery. `last` is empty when nothing was counted.
std::string counted_day(const DayMoment& now, std::string_view last, const DayRule& rule);

// The till's own figures: receipts of sales and returns, and what they brought in.
struct TillFigures {
    std::int64_t count = 0;
    std::int64_t grand = 0;
    std::string currency;
};

struct DayCloseWish {
    std::string id;   // the caller's, so that it may say the same twice; empty if none
    std::string day;  // empty: the day that it is
    std::optional<TillFigures> till;
};

// {"id"?,"business_day"?,"till"?:{"count","grand","currency"?}}
// Errors: invalid, coded and placed by JSON pointer.
Result<DayCloseWish> parse_day_close(const Json& body, std::string_view store_currency);

// Numbers of the ledger, first to last inclusive. All that counts there belongs to the day.
struct DayNumbers {
    Seq first;
    Seq last;
    bool operator==(const DayNumbers&) const = default;
};

struct DayClosing {
    std::string day;
    std::int64_t number = 1;  // of this day's closings
    bool by_schedule = false;
    DayRule rule;
    std::vector<DayNumbers> numbers;  // in order, apart
    std::vector<DayTotal> totals;
    std::optional<TillFigures> till;
};

// Whether that day may be closed on this one: not before it has begun, and not when whatever was
// captured then would be forgotten by now. Errors: invalid ("day_ahead", "day_forgotten").
Result<void> check_closing(const DayClosing& closing, std::string_view today);

// [{"first":…,"last":…}]
void write_numbers(JsonWriter& json, const std::vector<DayNumbers>& numbers);

EventDraft day_closed(const DayClosing& closing);
// Reads the data of such an event; members that are not known are let pass.
// Errors: invalid, coded and placed by JSON pointer.
Result<DayClosing> read_day_closing(const Json& data);

}  // namespace aisle
