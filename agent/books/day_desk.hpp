// SPDX-License-Identifier: Apache-2.0
// The closing of business days, by hand and by schedule: each is one event, written with what the
// day book holds in that very transaction. Nothing is locked by it: what comes later on that day is
// counted as before, and a further closing says so. Owner's thread.
#pragma once

#include "agent/books/day_book.hpp"
#include "agent/books/recorder.hpp"
#include "agent/domain/store_profile.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {

struct DayReply {
    std::string json;
    bool repeated = false;
};

struct DayDeskParts {
    Recorder& recorder;
    DayBook& book;
    DayList& list;
    // How far central has committed the ledger.
    Function<DeliveredThrough()> delivered = {};
    // After the commit, by hand or by schedule.
    Function<void(std::string_view day)> closed = {};
};

class DayDesk {
public:
    DayDesk(DayDeskParts parts, const StoreProfile& profile, bool by_schedule);

    // The body that came; see domain/day_closing.hpp.
    void close(std::string_view body, Function<void(Result<DayReply>)> reply);
    // What is counted on a day so far; empty: on the one that it is. Errors: invalid ("bad_date").
    void show(std::string_view day, Answer answer);

    // Closes the days that are over and on which more was captured than their last closing says.
    // Called now and again, it looks once a day and after each start; what fails is tried again.
    void close_if_due();

private:
    Result<Receipt> write(Pen& pen, DayClosing closing);
    DeliveredThrough delivered();
    // After the commit, of a repeat as well.
    void answer_with(const Accepted& accepted, Function<void(Result<DayReply>)> reply);

    DayDeskParts parts_;
    DayRule rule_;
    std::string currency_;
    bool by_schedule_;
    bool closing_ = false;
    std::string looked_on_;  // the day on which nothing more was due
};

}  // namespace aisle
