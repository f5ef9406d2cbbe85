// SPDX-License-Identifier: Apache-2.0
// Clerk tasks: what central put into the feed `tasks`, and what was done about it here. What was
// done about a task stays known until central removes its key from the last scope that held it; a
// key that is put again after that is open again. A new generation replaces a scope within one
// transaction, and what was done about the keys that it still has stays done. So does what was
// salvaged out of an older file, whose tasks come only later.
// Of one key the most specific scope wins: device over store over group over fleet. Inside a Txn on
// the store thread.
#pragma once

#include "agent/books/erasure_memory.hpp"
#include "agent/books/task_credit_book.hpp"
#include "agent/books/task_view.hpp"
#include "agent/store/committer.hpp"
#include "sync/feeds.hpp"
#include "sync/journal.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {

class TaskBook final : public FeedFold {
public:
    explicit TaskBook(Database& db);

    std::string_view feed() const override { return "tasks"; }
    Result<void> check(const PageEntry& entry) const override;
    Result<void> put(Txn& txn, std::string_view scope, const PageEntry& entry) override;
    Result<void> remove(Txn& txn, std::string_view scope, std::string_view key) override;
    Result<void> clear(Txn& txn, std::string_view scope) override;

    // Errors: not_found ("unknown_task").
    Result<KnownTask> look_up(std::string_view key, const TaskMoment& moment);
    // Written down as it is said: whether it can be is task_standing.hpp's to know. What was taken
    // on can be declined after all. Periods that nobody can speak of any more are forgotten.
    Result<void> mark(Txn& txn, const KnownTask& task, const TaskMark& mark);
    Result<void> complete(Txn& txn, const KnownTask& task, const Receipt& by, WallTime at);

    // Keys of tasks that were taken on here and that another device has since; each is told once.
    Result<std::vector<std::string>> newly_lost(Txn& txn, const TaskMoment& moment);

    // What somebody's next visit or purchase is to the credit of.
    TaskCreditBook& credits() { return credits_; }
    // The tasks about a member who was erased, after whom none comes, and what is owed for them.
    // Returns how many tasks there were.
    Result<std::size_t> forget_member(Txn& txn, std::string_view member);
    Result<std::vector<std::string>> credits_for(std::string_view member, WallTime now) {
        return credits_.of(member, now);
    }

private:
    // A row of task_outcome or task_mark.
    struct Row {
        std::string period;
        std::int64_t at = 0;
        std::string event_id{};
        std::int64_t seq = 0;
        std::optional<TaskMark> mark{};
        std::int64_t told_lost = 0;
    };
    // Whether it is about a member who was erased after it was written.
    Result<bool> comes_late(Txn& txn, const PageEntry& entry);
    Result<bool> held(std::string_view key);
    Result<void> reopen(std::string_view key);
    Result<void> remember_rows(std::string_view scope);
    Result<void> restore(const Row& row);
    Result<void> forget_periods(const KnownTask& task);

    TaskView view_;
    TaskCreditBook credits_;
    ErasureMemory erased_;
    // Of the scope that was cleared last, and under which number of the Txn that was: the same
    // transaction may put its keys again.
    std::vector<Row> cleared_;
    std::uint64_t cleared_in_ = 0;
    Statement put_;
    Statement remove_;
    Statement about_;
    Statement clear_;
    Statement find_;
    Statement complete_;
    Statement mark_;
    Statement reopen_outcomes_;
    Statement reopen_marks_;
    Statement outcomes_;
    Statement marks_;
    Statement clear_outcomes_;
    Statement clear_marks_;
    Statement restore_outcome_;
    Statement restore_mark_;
    Statement forget_outcomes_;
    Statement forget_marks_;
    Statement accepted_;
    Statement tell_lost_;
};

}  // namespace aisle
