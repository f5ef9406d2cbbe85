// SPDX-License-Identifier: Apache-2.0
// How a task stands: from what central said of it and what was done about it, at a moment, as one
// device sees it. And how many stand how, in the words in which headquarters asks: how many tasks,
// how many wait, how many are being done or are done. The device's list and the hub's report count
// with this. Pure; any thread.
#pragma once

#include "agent/domain/task.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace aisle {

enum class TaskState {
    open,
    overdue,   // open, and its due time has come; it can still be done, and says when it was
    accepted,  // somebody here has taken it on
    completed,
    declined,
    expired,  // it can be done no more
    lost,     // another device has it, central says
};
std::string_view to_string(TaskState state);
// Errors: invalid.
Result<TaskState> parse_task_state(std::string_view word);

// Taken on or declined, by whom and when.
struct TaskMark {
    bool declined = false;
    WallTime at;
    std::string operator_id = {};
    std::string reason_code = {};  // of a decline
};

// What was done here about one period of a task.
struct TaskHistory {
    std::optional<WallTime> completed_at = {};
    std::optional<TaskMark> mark = {};
};

// When and where somebody looks.
struct TaskMoment {
    WallTime now;
    DayRule day = {};
    std::string store = {};
    std::string device = {};
};

struct TaskStanding {
    TaskState state = TaskState::open;
    bool overdue = false;  // not done, though its due time has come
};

// Of in_period().
TaskStanding task_standing(const Task& task, const TaskHistory& history,
                           std::string_view occurrence, const TaskMoment& moment);
bool is_to_do(TaskState state);

// Why something cannot be done to a task.
enum class TaskObstacle { none, done, taken, declined, expired };
TaskObstacle obstacle_to_accepting(TaskState state);
// And to declining.
TaskObstacle obstacle_to_completing(TaskState state);

// When it was done: earlier than now if somebody says so, never later.
WallTime done_at(std::optional<WallTime> said, WallTime now);
// Whether a period is over for so long that nothing can be said of it any more.
bool is_too_late(const Task& task, WallTime done, WallTime now);

// {"key":…,"title":…,…,"occurrence":…,"overdue":true,"claimed_by":{…},"state":"open"}
void write_task(JsonWriter& json, std::string_view key, const Task& task,
                const TaskStanding& standing, std::string_view occurrence = {});

// Every task is one of open, accepted, completed, declined, expired. One that another device has
// counts as accepted.
struct TaskCounts {
    std::int64_t tasks = 0;     // 任务数
    std::int64_t open = 0;      // 待执行
    std::int64_t accepted = 0;  // and not done yet
    std::int64_t completed = 0;
    std::int64_t declined = 0;
    std::int64_t expired = 0;
    std::int64_t overdue = 0;  // of those that are open or accepted

    bool operator==(const TaskCounts&) const = default;
    // 执行率 and 完成率, in basis points, rounded down; of no tasks nothing.
    std::int64_t execution_bp() const;
    std::int64_t completion_bp() const;
};

TaskCounts task_counts(std::span<const TaskStanding> standings);
// {"tasks":…,…,"execution_bp":…,"completion_bp":…}
void write_task_counts(JsonWriter& json, const TaskCounts& counts);

}  // namespace aisle
