// SPDX-License-Identifier: Apache-2.0
// Clerk tasks: what central put into the feed `tasks`, and what was done about it here. A completed
// task stays known until central removes it. Of one key the most specific scope wins: device over
// store over group over fleet. Inside a Txn on the store thread; the listing on the read thread.
#pragma once

#include "agent/domain/task.hpp"
#include "agent/store/committer.hpp"
#include "sync/feeds.hpp"
#include "sync/journal.hpp"

#include <string>
#include <string_view>

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
    Statement put_;
    Statement remove_;
    Statement clear_;
    Statement find_;
    Statement done_;
    Statement complete_;
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
