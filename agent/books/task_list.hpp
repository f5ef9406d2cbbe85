// SPDX-License-Identifier: Apache-2.0
// The list of tasks that a screen shows: what is to do first, urged before urgent before late, and
// how many stand how. The read thread.
#pragma once

#include "agent/books/task_view.hpp"

#include <optional>
#include <string>

namespace aisle {

struct TaskQuery {
    TaskMoment moment;
    std::string role = {};  // only what is for this role or any; empty: all
    std::string person = {};
    std::optional<TaskState> state = {};
};

class TaskList {
public:
    explicit TaskList(Database& read_only) : view_(read_only) {}
    // {"tasks":[…],"open":n,"done":n,"counts":{…}}. The numbers are of role and person, whatever
    // the state that is asked for.
    Result<std::string> json(const TaskQuery& query);

private:
    TaskView view_;
};

}  // namespace aisle
