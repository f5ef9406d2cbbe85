// SPDX-License-Identifier: Apache-2.0
// What the clock of each boot of each device was worth, from its device.clock.observed events, and
// from that the true time of its other events. The event keeps the time it was captured with;
// the corrected one is worked out when it is asked for, so a later observation betters it.
// Called within a transaction of the hub's database, or to read.
#pragma once

#include "agent/base/time.hpp"
#include "agent/domain/event.hpp"
#include "agent/store/sqlite.hpp"

#include <cstdint>
#include <optional>

namespace aisle {

class ClockBook {
public:
    static const char* const tables;
    explicit ClockBook(Database& db);

    // Takes a device.clock.observed event: its own time plus offset_ms was the true time.
    // What it cannot read it leaves alone; the event is stored all the same.
    Result<void> observe(std::int64_t device, const EventHeader& header);
    // Nothing when the event's own time stands, or nothing better is known.
    Result<std::optional<WallTime>> corrected(std::int64_t device, const EventHeader& header);

private:
    Statement count_;
    Statement insert_;
    Statement nearest_;
};

}  // namespace aisle
