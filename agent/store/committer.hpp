// SPDX-License-Identifier: Apache-2.0
// Group commit: everything that waited while the last fsync ran goes down with the next one.
// Promise: an outcome without error is on the disk; a job that failed left no trace; after a failed
// fsync nothing succeeds any more, because a retry would prove nothing, and neither after the file
// has shown damage: whatever met it would meet it again. Store thread only.
// Jobs hardly ever fail, and a savepoint makes SQLite copy every page that its job touches, so a
// group runs without them first; when a job fails the group is rolled back and runs again with
// them. A job may therefore run twice, the first time without consequence.
// (Rejected: a commit timer. While one commit syncs the next group gathers by itself.)
#pragma once

#include "agent/base/function.hpp"
#include "agent/base/log.hpp"
#include "agent/base/metrics.hpp"
#include "agent/store/sqlite.hpp"

#include <optional>
#include <span>
#include <vector>

namespace aisle {

// Proof of being inside the group's transaction. What a job keeps in memory (a counter, a chain
// head) is put back by on_undo when its savepoint, or the whole group, rolls back; what it tells
// others (a metric, a log line) waits in on_commit until it is true.
class Txn {
public:
    explicit Txn(Database& db) : db_(db) {}
    Database& db() { return db_; }
    void on_undo(Function<void()> undo) { undo_.push_back(std::move(undo)); }
    void on_commit(Function<void()> told) { told_.push_back(std::move(told)); }
    // Once this is true the log is copied back and emptied: what was overwritten stands there
    // still. That it is owed is written with it, for a life in which it does not come to that.
    void empty_log() { empty_log_ = true; }
    // Another number for whatever can roll back alone: who has said on_undo under this one need
    // not say it again. Never 0.
    std::uint64_t scope() const { return scope_; }

private:
    friend class Committer;
    struct Mark {
        std::size_t undo = 0;
        std::size_t told = 0;
    };
    Mark mark() const { return {undo_.size(), told_.size()}; }
    void undo_back_to(Mark mark);

    Database& db_;
    std::uint64_t scope_ = 0;
    bool empty_log_ = false;
    std::vector<Function<void()>> undo_;
    std::vector<Function<void()>> told_;
};

using Job = Function<Result<void>(Txn&)>;
using Done = Function<void(Result<void>)>;

struct Write {
    Job job;
    Done done;
};

class Committer {
public:
    Committer(Database& db, Log log, Metrics& metrics);

    // Called once before each COMMIT, for what is written once a group (the lane counters).
    void before_commit(Function<Result<void>()> flush) { flushers_.push_back(std::move(flush)); }

    // Runs every job in one transaction and commits. One outcome a job, in order.
    std::vector<Result<void>> commit(std::span<Write> group);
    // Copies a full log back into the file, and any log when there was no room for a group, or
    // somebody was erased, in an earlier life of the program as well: then it is emptied, as soon
    // as nobody reads it. Called between groups, after their answers have left.
    void tidy_up();
    bool dead() const { return death_.has_value(); }
    // Why nothing succeeds any more. If it is `corrupt` the file cannot be believed: a start that
    // opened it again would end the same.
    const std::optional<Error>& death() const { return death_; }
    Database& db() { return db_; }

private:
    using Outcomes = std::vector<Result<void>>;
    // What these return is the whole group's fate; a job's own outcome is added to `outcomes`.
    Result<void> run_group(std::span<Write> group, Txn& txn, Outcomes& outcomes);
    Result<void> run_together(std::span<Write> group, Txn& txn, Outcomes& outcomes);
    Result<void> run_apart(std::span<Write> group, Txn& txn, Outcomes& outcomes);
    Result<void> run_in_savepoint(Write& write, Txn& txn, Outcomes& outcomes);
    Result<void> begin(Txn& txn);
    Result<void> finish(const Txn& txn);
    // Whether an earlier life has left a log that is to be emptied. What cannot be read here is met
    // again by the first job, which has somebody to tell.
    bool owes_empty_log();
    // Whether the error means that the disk's word is gone.
    void judge(const Error& error);

    Database& db_;
    Log log_;
    Metrics& metrics_;
    Statement begin_;
    Statement commit_;
    Statement rollback_;
    Statement savepoint_;
    Statement release_;
    Statement rollback_to_;
    Statement owe_;
    Statement owes_;
    Statement paid_;
    std::vector<Function<Result<void>()>> flushers_;
    std::uint64_t last_scope_ = 0;
    std::optional<Error> death_;  // why nothing succeeds any more
    bool ran_full_ = false;       // the last group did not fit the disk
    bool log_to_empty_;           // something has been erased
};

}  // namespace aisle
