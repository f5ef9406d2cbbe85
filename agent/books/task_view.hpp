// SPDX-License-Identifier: Apache-2.0
// Tasks as they stand in a database: of each key the body of the most specific scope, device over
// store over group over fleet, and what was done here about its present period. A task for another
// store is not there. On the thread of its connection.
#pragma once

#include "agent/domain/task_standing.hpp"
#include "agent/store/sqlite.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {

struct KnownTask {
    std::string key;
    std::string occurrence;  // of a recurring task
    Task task;               // in_period()
    TaskHistory history;
    TaskStanding standing;
};

// What the tables of outcomes and marks call one period of a task: the key, and of a recurring one
// the day behind a line break, which no key contains.
std::string period_key(std::string_view key, std::string_view occurrence);

class TaskView {
public:
    explicit TaskView(Database& db);

    // The period that `moment` falls into.
    Result<std::optional<KnownTask>> find(std::string_view key, const TaskMoment& moment);
    // In the order of their keys. A body that this program cannot read is left out.
    Result<std::vector<KnownTask>> all(const TaskMoment& moment);

private:
    Result<std::optional<KnownTask>> known(std::string key, std::string_view body,
                                           const TaskMoment& moment);
    Result<TaskHistory> history(const std::string& period);

    Statement find_;
    Statement all_;
    Statement outcome_;
    Statement mark_;
};

}  // namespace aisle
