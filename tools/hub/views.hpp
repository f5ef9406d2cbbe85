// SPDX-License-Identifier: Apache-2.0
// What an operator may look at, a line at a time: as a table, or as one JSON object a line. Only
// reads; safe beside a running hub.
#pragma once

#include "agent/base/time.hpp"
#include "agent/domain/business_day.hpp"
#include "agent/store/sqlite.hpp"
#include "tools/hub/table.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace aisle {

struct ViewOptions {
    bool json = false;
    std::string device = {};  // empty: all
    std::int64_t after = 0;   // events: numbers after this one
    WallTime at{};            // reports: as things stood then
    DayRule day{};            // reports: of the stores
};

Result<void> view_devices(Database& db, const ViewOptions& options, PrintLine print);
// With `json`, each line is the event as it was captured, byte for byte.
Result<void> view_events(Database& db, const ViewOptions& options, PrintLine print);
Result<void> view_gaps(Database& db, const ViewOptions& options, PrintLine print);
Result<void> view_forks(Database& db, const ViewOptions& options, PrintLine print);
Result<void> view_findings(Database& db, const ViewOptions& options, PrintLine print);

}  // namespace aisle
