// SPDX-License-Identifier: Apache-2.0
// How a business day of a device compares with what central has of it (day_check.hpp), and how that
// is told: as lines for a person, and as one JSON object for a program. Pure; any thread.
#pragma once

#include "agent/domain/day_closing.hpp"
#include "tools/hub/span.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {

struct DayQuestion {
    std::string device;
    std::string day;
};

enum class DayVerdict {
    equal,
    different,
    open,  // not closed yet, or closed, and then it went on
};
std::string_view to_string(DayVerdict verdict);

// One kind and currency: as the device told it, and as it is here.
struct ComparedTotal {
    DayTotal told;
    DayTotal here;

    bool same() const;
    // The one that only one side has; nothing when it is not exactly one.
    std::optional<EventId> odd_one() const;
};

struct MissingNumbers {
    SeqSpan span;
    std::string why;  // a gap's reason; "not_here": not come yet; "removed": it was here
    EventId id{};     // of a single one, where it is known
};

// Of that day, and not counted by its closing.
struct UncountedEvent {
    std::int64_t number = 0;
    EventId id;
    std::string kind;
    bool after_closing = false;
};

struct DayReport {
    DayQuestion question;
    DayVerdict verdict = DayVerdict::open;
    std::optional<DayClosing> closing;
    Seq closing_seq{};
    EventId closing_id{};
    WallTime received{};  // when the closing came
    std::vector<ComparedTotal> totals{};
    std::vector<MissingNumbers> missing{};
    std::vector<UncountedEvent> uncounted{};

    std::size_t after_closing() const;
    // From what was compared.
    void judge();
};

// What came from the device is shown without anything that a terminal obeys. No line end at the
// end.
std::string day_text(const DayReport& report);
std::string day_json(const DayReport& report);

}  // namespace aisle
