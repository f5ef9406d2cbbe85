// SPDX-License-Identifier: Apache-2.0
// Clerk tasks: what central put into the feed `tasks`, and what was done about it here. A completed
// task stays known until central removes its key from the last scope that held it; a key that is
// put again after that is open again. A new generation replaces a scope within one transaction, and
// what was done about the keys that it still has stays done. So does what was salvaged out of an
// older file, whose tasks come only later.
// Of one key the most specific scope wins: device over store over group over fleet. Inside a Txn on
// the store thread; the listing on the read thread.
#pragma once

#include "agent/domain/task.hpp"
#include "agent/store/committer.hpp"
#include "sync/feeds.hpp"
#include "sync/journal.hpp"

#include <cstdint>
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

    // Errors: not_found ("unknown_task"), conflict ("task_done").
    Result<void> complete(Txn& txn, std::string_view key, const Receipt& by, WallTime now);
    // Whether it can be completed. Errors as above.
    Result<void> is_open(std::string_view key);

private:
    struct Outcome {
        std::string key;
        std::int64_t completed_at = 0;
        std::string event_id;
        std::int64_t seq = 0;
    };
    Result<bool> held(std::string_view key);
    Result<void> remember_outcomes(std::string_view scope);

    // Of the scope that was cleared last, and under which number of the Txn that was: the same
    // transaction may put its keys again.
    std::vector<Outcome> cleared_;
    std::uint64_t cleared_in_ = 0;
    Statement put_;
    Statement remove_;
    Statement clear_;
    Statement find_;
    Statement done_;
    Statement complete_;
    Statement reopen_;
    Statement outcomes_;
    Statement clear_outcomes_;
    Statement restore_;
};

// The list that a screen shows: {"tasks":[…],"open":n,"done":n}.
class TaskList {
public:
    explicit TaskList(Database& read_only);
    Result<std::string> json(WallTime now);

private:
    Statement all_;
};

}  // namespace aisle
