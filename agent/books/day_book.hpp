// SPDX-License-Identifier: Apache-2.0
// The business days: what was captured on each, by kind and currency, and which numbers of the
// ledger that was. It counts in the transaction that writes an event, so totals and journal never
// disagree. The day that is counted on is kept in memory and put back when a job or its group is
// undone; what changed of it is written once a group. Inside a Txn on the store thread; the listing
// on the read thread.
//
// An event belongs to the day that it was when it was captured, by a clock that somebody vouches
// for; else by the wall clock, but never before the day that was counted last. That a number
// belongs to a day is written down, not worked out again: central takes the day by its numbers,
// whatever it learns about clocks later. A start begins a new stretch of numbers, for what a
// salvage carries over before it has been counted in another file, or never.
#pragma once

#include "agent/domain/day_closing.hpp"
#include "agent/store/committer.hpp"
#include "sync/journal.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {

class DayBook {
public:
    DayBook(Database& db, const DayRule& rule);

    // Only the ledger counts, and of it what counts_in_a_day().
    Result<void> count(Txn& txn, const Event& event, const Receipt& receipt, const DayMoment& when);
    // Writes what changed; the committer calls it before each COMMIT.
    Result<void> flush();

    // The next closing of a day; empty: of the day that it is. Errors: invalid ("day_ahead",
    // "day_forgotten").
    Result<DayClosing> next_closing(Txn& txn, std::string_view day, const DayMoment& now);
    // It was written: there, in these words.
    Result<void> keep(Txn& txn, const DayClosing& closing, Seq seq, std::string_view body);
    // Days before `today` on which more was captured than their last closing says, oldest first.
    Result<std::vector<std::string>> due(Txn& txn, std::string_view today, std::size_t days_max);

private:
    struct Open {
        bool loaded = false;
        bool fresh = false;  // nothing was counted since the start
        std::string day;     // empty when nothing was ever counted
        Seq first;           // of the stretch that grows
        Seq last;            // that was counted
        std::vector<DayTotal> totals;
        std::vector<std::size_t> changed;
    };
    Result<void> load();
    void change(Txn& txn);
    Result<void> turn_to(const std::string& day, Seq seq);
    Result<void> forget_but(std::string_view day);
    Result<std::vector<DayTotal>> totals_of(std::string_view day);
    Result<std::vector<DayNumbers>> numbers_of(std::string_view day);

    DayRule rule_;
    Open open_;
    std::uint64_t undone_by_ = 0;  // the scope whose undo puts `open_` back
    Statement latest_;
    Statement last_of_day_;
    Statement totals_;
    Statement save_total_;
    Statement stretches_;
    Statement count_stretches_;
    Statement end_stretch_;
    Statement begin_stretch_;
    Statement oldest_kept_;
    Statement forget_totals_;
    Statement forget_stretches_;
    Statement forget_closings_;
    Statement last_closing_;
    Statement insert_closing_;
    Statement drop_closings_;
    Statement due_;
};

// Through which number of the ledger central has committed; nothing where nobody has said.
using DeliveredThrough = std::optional<Seq>;

// What a screen shows of a day.
class DayList {
public:
    explicit DayList(Database& read_only);

    // {"business_day":…,"count":…,"closings":…,"closed_count":…,"numbers":[…],"totals":[…],
    // "delivery":{…}}
    // `day` empty: the one that it is.
    Result<std::string> day(std::string day, const DayMoment& now, const DayRule& rule,
                            DeliveredThrough delivered);
    // {"id":…,"seq":…,"epoch":…,"closing":{…},"delivery":{…}}; without the closing when that is
    // no longer kept.
    Result<std::string> closing(const Receipt& receipt, DeliveredThrough delivered);

private:
    Statement latest_;
    Statement totals_;
    Statement stretches_;
    Statement last_of_day_;
    Statement last_closing_;
    Statement closing_;
};

}  // namespace aisle
