// SPDX-License-Identifier: Apache-2.0
#include "agent/books/task_list.hpp"

#include <algorithm>

namespace aisle {
namespace {

TaskCounts counts_of(const std::vector<KnownTask>& tasks) {
    std::vector<TaskStanding> standings;
    standings.reserve(tasks.size());
    for (const auto& known : tasks) standings.push_back(known.standing);
    return task_counts(standings);
}

void write_mark(JsonWriter& json, const TaskMark& mark) {
    json.key(mark.declined ? "declined" : "accepted")
        .begin_object()
        .member("at", to_rfc3339(mark.at))
        .member_if("by", mark.operator_id)
        .member_if("reason_code", mark.reason_code)
        .end_object();
}

void write_known(JsonWriter& json, const KnownTask& known) {
    const auto& history = known.history;
    json.begin_object().member("done", history.completed_at.has_value());
    if (history.completed_at) json.member("completed_at", to_rfc3339(*history.completed_at));
    if (history.mark) write_mark(json, *history.mark);
    // Taken on here, and given to another device.
    const bool lost = known.standing.state == TaskState::lost;
    if (lost && history.mark && !history.mark->declined) json.member("lost", true);
    json.key("task");
    write_task(json, known.key, known.task, known.standing, known.occurrence);
    json.end_object();
}

}  // namespace

Result<std::string> TaskList::json(const TaskQuery& query) {
    TRY(auto tasks, view_.all(query.moment));
    std::erase_if(tasks, [&](const KnownTask& known) {
        return !is_for(known.task, query.role, query.person);
    });
    std::stable_sort(tasks.begin(), tasks.end(), [](const KnownTask& a, const KnownTask& b) {
        const bool a_waits = is_to_do(a.standing.state);
        const bool b_waits = is_to_do(b.standing.state);
        return a_waits != b_waits ? a_waits : comes_before(a.task, b.task);
    });
    const auto counts = counts_of(tasks);
    std::string text;
    JsonWriter json(text);
    json.begin_object().key("tasks").begin_array();
    for (const auto& known : tasks) {
        if (!query.state || known.standing.state == *query.state) write_known(json, known);
    }
    const auto waiting = std::count_if(tasks.begin(), tasks.end(), [](const KnownTask& known) {
        return is_to_do(known.standing.state);
    });
    json.end_array().member("open", waiting).member("done", counts.completed).key("counts");
    write_task_counts(json, counts);
    json.end_object();
    return text;
}

}  // namespace aisle
