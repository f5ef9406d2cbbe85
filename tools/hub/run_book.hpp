// SPDX-License-Identifier: Apache-2.0
// Which event stands at which number of a lane. Events of a batch are stored one after another, so
// one row places a whole run of them: numbers first..last are the events event, event+1, …
// Promise: the runs of a lane never overlap. Called within a transaction of the hub's database.
// (Rejected: one row a number, as large an index again as the one by id.)
#pragma once

#include "agent/store/sqlite.hpp"
#include "tools/hub/span.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace aisle {

struct Run {
    SeqSpan span;
    std::int64_t event = 0;  // stands at span.first

    std::int64_t event_at(Seq seq) const {
        return event + static_cast<std::int64_t>(seq.value() - span.first.value());
    }
};

// Events that follow each other in a lane, the first at `first`.
struct Placement {
    Seq first;
    std::span<const std::int64_t> events;

    SeqSpan span() const { return {first, Seq(first.value() + events.size() - 1)}; }
    std::int64_t event_at(Seq seq) const { return events[seq.value() - first.value()]; }
};

class RunBook {
public:
    static const char* const tables;
    explicit RunBook(Database& db);

    Result<std::optional<Run>> over(std::int64_t lane, Seq seq);
    // Those that touch the span, in order.
    Result<std::vector<Run>> within(std::int64_t lane, const SeqSpan& span);
    // Places the part of a placement where nothing stands yet.
    Result<void> insert(std::int64_t lane, const Placement& placement, const SeqSpan& part);

    // The places after `seq` are free again; that they were once taken stays known.
    Result<void> forget_after(std::int64_t lane, Seq seq);
    // Where events stand or stood before their places were forgotten.
    Result<std::vector<SeqSpan>> ever_within(std::int64_t lane, const SeqSpan& span);

private:
    Statement over_;
    Statement within_;
    Statement insert_;
    Statement past_within_;
    Statement to_past_;
    Statement delete_after_;
    Statement cut_;
};

}  // namespace aisle
