// SPDX-License-Identifier: Apache-2.0
#include "agent/books/task_view.hpp"

#include "agent/books/scope.hpp"

namespace aisle {
namespace {

WallTime time_at(const Query& row, int column) {
    return WallTime{Micros{row.integer(column)}};
}

}  // namespace

std::string period_key(std::string_view key, std::string_view occurrence) {
    std::string period(key);
    if (!occurrence.empty()) period.append("\n").append(occurrence);
    return period;
}

TaskView::TaskView(Database& db)
    : find_(db.prepare("SELECT scope, body FROM task WHERE key = ?1")),
      all_(db.prepare("SELECT key, scope, body FROM task ORDER BY key")),
      outcome_(db.prepare("SELECT completed_at FROM task_outcome WHERE key = ?1")),
      mark_(db.prepare("SELECT declined, at, operator, reason_code FROM task_mark"
                       " WHERE key = ?1")) {}

Result<std::optional<KnownTask>> TaskView::find(std::string_view key, const TaskMoment& moment) {
    std::string body;
    int rank = -1;
    auto row = find_.bind(key);
    while (true) {
        TRY(const bool found, row.next());
        if (!found) break;
        if (scope_rank(row.bytes(0)) <= rank) continue;
        rank = scope_rank(row.bytes(0));
        body = row.bytes(1);
    }
    if (rank < 0) return std::optional<KnownTask>();
    return known(std::string(key), body, moment);
}

Result<std::vector<KnownTask>> TaskView::all(const TaskMoment& moment) {
    std::vector<KnownTask> tasks;
    auto row = all_.bind();
    TRY(bool more, row.next());
    while (more) {
        const std::string key(row.bytes(0));
        std::string body;
        int rank = -1;
        while (more && row.bytes(0) == key) {
            if (scope_rank(row.bytes(1)) > rank) {
                rank = scope_rank(row.bytes(1));
                body = row.bytes(2);
            }
            TRY(more, row.next());
        }
        TRY(auto task, known(key, body, moment));
        if (task) tasks.push_back(std::move(*task));
    }
    return tasks;
}

Result<std::optional<KnownTask>> TaskView::known(std::string key, std::string_view body,
                                                 const TaskMoment& moment) {
    // It was one when it came. A newer program may read more of it, and find that wrong.
    const auto json = Json::parse(body);
    if (!json) return std::optional<KnownTask>();
    auto task = parse_task(*json);
    if (!task || !is_for_store(*task, moment.store)) return std::optional<KnownTask>();
    KnownTask known;
    known.key = std::move(key);
    known.occurrence = task_occurrence(*task, moment.now, moment.day);
    known.task = in_period(std::move(*task), known.occurrence, moment.day);
    TRY(known.history, history(period_key(known.key, known.occurrence)));
    known.standing = task_standing(known.task, known.history, known.occurrence, moment);
    return std::optional<KnownTask>(std::move(known));
}

Result<TaskHistory> TaskView::history(const std::string& period) {
    TaskHistory history;
    auto outcome = outcome_.bind(period);
    TRY(const bool done, outcome.next());
    if (done) history.completed_at = time_at(outcome, 0);
    auto mark = mark_.bind(period);
    TRY(const bool marked, mark.next());
    if (marked) {
        history.mark = TaskMark{mark.integer(0) == 1, time_at(mark, 1), std::string(mark.bytes(2)),
                                std::string(mark.bytes(3))};
    }
    return history;
}

}  // namespace aisle
