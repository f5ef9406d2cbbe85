// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/task_standing.hpp"

#include "agent/base/limits.hpp"
#include "agent/domain/choice.hpp"

namespace aisle {
namespace {

constexpr std::array states{
    Choice<TaskState>{"open", TaskState::open},
    Choice<TaskState>{"overdue", TaskState::overdue},
    Choice<TaskState>{"accepted", TaskState::accepted},
    Choice<TaskState>{"completed", TaskState::completed},
    Choice<TaskState>{"declined", TaskState::declined},
    Choice<TaskState>{"expired", TaskState::expired},
    Choice<TaskState>{"lost", TaskState::lost},
};
constexpr std::int64_t whole_bp = 10'000;

bool is_at_or_after(WallTime now, const std::optional<WallTime>& time) {
    return time && now >= *time;
}

bool is_claimed_elsewhere(const Task& task, std::string_view occurrence, std::string_view device) {
    if (!task.claimed_by || task.claimed_by->device == device) return false;
    return task.claimed_by->occurrence.empty() || task.claimed_by->occurrence == occurrence;
}

TaskState state_of(const Task& task, const TaskHistory& history, std::string_view occurrence,
                   const TaskMoment& moment) {
    // What was done is done, whoever was meant to do it.
    if (history.completed_at) return TaskState::completed;
    if (is_claimed_elsewhere(task, occurrence, moment.device)) return TaskState::lost;
    if (history.mark && history.mark->declined) return TaskState::declined;
    if (is_at_or_after(moment.now, task.expires) || is_at_or_after(moment.now, task.until)) {
        return TaskState::expired;
    }
    if (history.mark) return TaskState::accepted;
    return is_at_or_after(moment.now, task.due) ? TaskState::overdue : TaskState::open;
}

std::int64_t share_bp(std::int64_t part, std::int64_t whole) {
    return whole == 0 ? 0 : part * whole_bp / whole;
}

}  // namespace

std::string_view to_string(TaskState state) {
    return word_of(states, state);
}

Result<TaskState> parse_task_state(std::string_view word) {
    const auto found = std::find_if(states.begin(), states.end(),
                                    [&](const auto& choice) { return choice.word == word; });
    if (found != states.end()) return found->value;
    return Error(Errc::invalid,
                 "a task is open, overdue, accepted, completed, declined, expired or lost");
}

TaskStanding task_standing(const Task& task, const TaskHistory& history,
                           std::string_view occurrence, const TaskMoment& moment) {
    const auto state = state_of(task, history, occurrence, moment);
    return {state, is_to_do(state) && is_at_or_after(moment.now, task.due)};
}

bool is_to_do(TaskState state) {
    return state == TaskState::open || state == TaskState::overdue || state == TaskState::accepted;
}

TaskObstacle obstacle_to_accepting(TaskState state) {
    if (state == TaskState::accepted) return TaskObstacle::taken;
    return obstacle_to_completing(state);
}

TaskObstacle obstacle_to_completing(TaskState state) {
    switch (state) {
        case TaskState::open:
        case TaskState::overdue:
        case TaskState::accepted:
            return TaskObstacle::none;
        case TaskState::completed:
            return TaskObstacle::done;
        case TaskState::declined:
            return TaskObstacle::declined;
        case TaskState::expired:
            return TaskObstacle::expired;
        case TaskState::lost:
            break;
    }
    return TaskObstacle::taken;
}

WallTime done_at(std::optional<WallTime> said, WallTime now) {
    return std::min(said.value_or(now), now);
}

bool is_too_late(const Task& task, WallTime done, WallTime now) {
    return task.every != TaskPeriod::once && now - done > task_lateness_max;
}

void write_task(JsonWriter& json, std::string_view key, const Task& task,
                const TaskStanding& standing, std::string_view occurrence) {
    json.begin_object().member("key", key);
    write_task_members(json, task);
    json.member_if("occurrence", occurrence);
    if (task.claimed_by) {
        json.key("claimed_by")
            .begin_object()
            .member("device", task.claimed_by->device)
            .member_if("operator", task.claimed_by->operator_id)
            .member_if("occurrence", task.claimed_by->occurrence)
            .end_object();
    }
    if (standing.overdue) json.member("overdue", true);
    json.member("state", to_string(standing.state)).end_object();
}

std::int64_t TaskCounts::execution_bp() const {
    return share_bp(accepted + completed, tasks);
}

std::int64_t TaskCounts::completion_bp() const {
    return share_bp(completed, tasks);
}

TaskCounts task_counts(std::span<const TaskStanding> standings) {
    TaskCounts counts;
    for (const auto& standing : standings) {
        ++counts.tasks;
        if (standing.overdue) ++counts.overdue;
        switch (standing.state) {
            case TaskState::open:
            case TaskState::overdue:
                ++counts.open;
                break;
            case TaskState::accepted:
            case TaskState::lost:
                ++counts.accepted;
                break;
            case TaskState::completed:
                ++counts.completed;
                break;
            case TaskState::declined:
                ++counts.declined;
                break;
            case TaskState::expired:
                ++counts.expired;
                break;
        }
    }
    return counts;
}

void write_task_counts(JsonWriter& json, const TaskCounts& counts) {
    json.begin_object()
        .member("tasks", counts.tasks)
        .member("open", counts.open)
        .member("accepted", counts.accepted)
        .member("completed", counts.completed)
        .member("declined", counts.declined)
        .member("expired", counts.expired)
        .member("overdue", counts.overdue)
        .member("execution_bp", counts.execution_bp())
        .member("completion_bp", counts.completion_bp())
        .end_object();
}

}  // namespace aisle
