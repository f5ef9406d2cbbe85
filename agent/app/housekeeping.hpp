// SPDX-License-Identifier: Apache-2.0
// What is done behind everybody's back, in slices that no capture notices: acknowledged rows past
// their time are deleted, remembered requests forgotten, free pages given back, and after each
// start the whole journal is walked and checked. What goes by age goes only by a clock that is
// true: see TrueTime. Owner's thread; it asks to be called again.
#pragma once

#include "agent/app/walk_trial.hpp"
#include "agent/base/log.hpp"
#include "agent/base/time.hpp"
#include "agent/books/request_book.hpp"
#include "agent/store/store.hpp"
#include "sync/journal_walk.hpp"
#include "sync/retention.hpp"
#include "sync/runner.hpp"
#include "sync/true_time.hpp"

#include <string>

namespace aisle {

struct HousekeepingParts {
    Store& store;
    Retention& retention;
    RequestBook& requests;
    JournalWalk& walk;
    Runner& runner;
    const Clock& clock;
    const TrueTime& time;
    Log log;
    // What the books may forget of what is over; `now` is the true time. Store thread.
    Function<Result<void>(Txn&, WallTime now, std::size_t rows_max)> forget = {};
};

class Housekeeping {
public:
    // `damaged` is told, once, when the walk finds that the journal is not whole.
    Housekeeping(HousekeepingParts parts, Function<void(std::string)> damaged);

    // Does the next slice; `again` hears after how long the next should follow.
    void work(Function<void(Micros)> again);

private:
    void tidy(Function<void(Micros)> again);
    void walk(Function<void(Micros)> again);
    // After how long the next slice should follow.
    Micros judge(const Result<bool>& slice);

    HousekeepingParts parts_;
    Function<void(std::string)> damaged_;
    WalkTrial trial_;
    bool walked_ = false;
};

}  // namespace aisle
