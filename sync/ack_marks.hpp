// SPDX-License-Identifier: Apache-2.0
// When central had what: for each lane, through which number it had committed at which true time.
// What is kept for a while after an ack is kept by these. An ack that comes while nobody knows the
// true time has no date; it gets one as soon as somebody does, so that nothing is kept shorter than
// it should be.
// That is rare: an ack follows a welcome, which says what time it is; but central and the own clock
// may disagree, and a broker that acknowledges for central says nothing.
// (Rejected: the wall clock as it stands. Acks told to a till that had booted in 1970 were ancient
// once its clock was set, and their events gone.) Inside a Txn, store thread.
#pragma once

#include "agent/base/result.hpp"
#include "agent/base/strong.hpp"
#include "agent/base/time.hpp"
#include "agent/domain/event.hpp"
#include "agent/store/sqlite.hpp"

#include <optional>

namespace aisle {

class AckMarks {
public:
    explicit AckMarks(Database& db);

    Result<void> note(Lane lane, Seq acked, std::optional<WallTime> truth);
    // The true time is known: undated marks get a date, and those from a clock that was far ahead.
    Result<void> date(Lane lane, WallTime truth);
    // Through which number central had committed at `at` or before, for certain.
    Result<Seq> acked_by(Lane lane, WallTime at);
    Result<void> forget_after(Lane lane, Seq acked);
    Result<void> forget_before(Lane lane, Seq acked);

private:
    Statement latest_;
    Statement insert_;
    Statement misdated_;
    Statement drop_misdated_;
    Statement by_;
    Statement drop_after_;
    Statement drop_before_;
};

}  // namespace aisle
