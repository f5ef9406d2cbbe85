// SPDX-License-Identifier: Apache-2.0
// Numbers that a device will never send, and how many of them are lost to central.
// Promise: the gaps of a lane never overlap; a number is counted as lost once, however often and
// under whatever epoch its gap is declared. An event that arrives for such a number after all is
// stored beside the gap, which says so (`late`). Called within a transaction of the hub's database.
#pragma once

#include "agent/store/sqlite.hpp"
#include "sync/journal.hpp"
#include "tools/hub/span.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace aisle {

// A part of a gap that was not known yet.
struct GapPart {
    SeqSpan span;
    std::int64_t origin = 0;  // the lane it was first declared in; 0: here
    Seq origin_first;
    std::uint64_t lost = 0;

    // Its numbers in the lane of its origin.
    SeqSpan origin_span() const {
        return {origin_first, Seq(origin_first.value() + span.count() - 1)};
    }
};

class GapBook {
public:
    static const char* const tables;
    explicit GapBook(Database& db);

    Result<std::optional<Gap>> over(std::int64_t lane, Seq seq);
    // Those that touch the span, in order.
    Result<std::vector<Gap>> within(std::int64_t lane, const SeqSpan& span);
    // The numbers of `lane` that were declared elsewhere, by lanes of later epochs.
    Result<std::vector<SeqSpan>> declared_elsewhere(std::int64_t lane, const SeqSpan& span);
    // `gap` gives the reason, and what stood at its last number.
    Result<void> insert(std::int64_t lane, const GapPart& part, const Gap& gap);
    Result<void> add_late(std::int64_t lane, const Gap& gap, std::uint64_t count);
    Result<void> forget_after(std::int64_t lane, Seq seq);

private:
    Statement over_;
    Statement within_;
    Statement elsewhere_;
    Statement insert_;
    Statement late_;
    Statement delete_after_;
};

}  // namespace aisle
