// SPDX-License-Identifier: Apache-2.0
// Group commit: everything that waited while the last fsync ran goes down with the next one.
// Promise: an outcome without error is on the disk; a job that failed left no trace; after a failed
// fsync nothing succeeds any more, because a retry would prove nothing. Store thread only.
// (Rejected: a commit timer. While one commit syncs the next group gathers by itself.)
#pragma once

#include "agent/base/function.hpp"
#include "agent/base/log.hpp"
#include "agent/base/metrics.hpp"
#include "agent/store/sqlite.hpp"

#include <span>
#include <vector>

namespace aisle {

// Proof of being inside the group's transaction. What a job keeps in memory (a counter, a chain
// head) is put back by on_undo when its savepoint, or the whole group, rolls back.
class Txn {
public:
    explicit Txn(Database& db) : db_(db) {}
    Database& db() { return db_; }
    void on_undo(Function<void()> undo) { undo_.push_back(std::move(undo)); }

private:
    friend class Committer;
    void undo_back_to(std::size_t mark);

    Database& db_;
    std::vector<Function<void()>> undo_;
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

    // Runs every job in a savepoint of one transaction and commits. One outcome a job, in order.
    std::vector<Result<void>> commit(std::span<Write> group);
    // Copies a full log back into the file; called between groups, after their answers have left.
    void tidy_up();
    bool dead() const { return dead_; }
    Database& db() { return db_; }

private:
    Result<void> run_group(std::span<Write> group, Txn& txn, std::vector<Result<void>>& outcomes);
    // Adds the job's own outcome; what it returns is the whole group's fate.
    Result<void> run_one(Write& write, Txn& txn, std::vector<Result<void>>& outcomes);
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
    std::vector<Function<Result<void>()>> flushers_;
    bool dead_ = false;
};

}  // namespace aisle
