// SPDX-License-Identifier: Apache-2.0
#include "agent/books/task_book.hpp"

#include "agent/books/scope.hpp"

#include <algorithm>
#include <optional>
#include <vector>

namespace aisle {
namespace {

struct Listed {
    std::string key;
    Task task;
    std::optional<WallTime> done;
};

}  // namespace

TaskBook::TaskBook(Database& db)
    : put_(db.prepare("INSERT INTO task(key, scope, body) VALUES(?1, ?2, ?3)"
                      " ON CONFLICT(key, scope) DO UPDATE SET body = excluded.body")),
      remove_(db.prepare("DELETE FROM task WHERE key = ?1 AND scope = ?2")),
      clear_(db.prepare("DELETE FROM task WHERE scope = ?1")),
      find_(db.prepare("SELECT 1 FROM task WHERE key = ?1 LIMIT 1")),
      done_(db.prepare("SELECT 1 FROM task_outcome WHERE key = ?1")),
      complete_(db.prepare("INSERT INTO task_outcome(key, completed_at, event_id, seq)"
                           " VALUES(?1, ?2, ?3, ?4)")) {}

Result<void> TaskBook::check(const PageEntry& entry) const {
    TRY(const auto body, Json::parse(entry.body));
    TRY(parse_task(body));
    return {};
}

Result<void> TaskBook::put(Txn&, std::string_view scope, const PageEntry& entry) {
    return put_.bind(entry.key, scope, Blob{entry.body}).run();
}

Result<void> TaskBook::remove(Txn&, std::string_view scope, std::string_view key) {
    return remove_.bind(key, scope).run();
}

Result<void> TaskBook::clear(Txn&, std::string_view scope) {
    return clear_.bind(scope).run();
}

Result<void> TaskBook::is_open(std::string_view key) {
    auto known = find_.bind(key);
    TRY(const bool found, known.next());
    if (!found) return Error(Errc::not_found, "there is no such task here").coded("unknown_task");
    auto row = done_.bind(key);
    TRY(const bool done, row.next());
    if (done) return Error(Errc::conflict, "this task is done already").coded("task_done");
    return {};
}

Result<void> TaskBook::complete(Txn&, std::string_view key, const Receipt& by, WallTime now) {
    TRY(is_open(key));
    return complete_.bind(key, micros(now), Blob{by.id.view()}, by.seq.value()).run();
}

TaskList::TaskList(Database& db)
    : all_(db.prepare("SELECT task.key, task.scope, task.body, task_outcome.completed_at FROM task"
                      " LEFT JOIN task_outcome ON task_outcome.key = task.key"
                      " ORDER BY task.key")) {}

Result<std::string> TaskList::json(WallTime now) {
    std::vector<Listed> tasks;
    std::string scope;
    auto row = all_.bind();
    while (true) {
        TRY(const bool found, row.next());
        if (!found) break;
        const bool same = !tasks.empty() && tasks.back().key == row.bytes(0);
        if (same && scope_rank(row.bytes(1)) <= scope_rank(scope)) continue;
        TRY(const auto body, Json::parse(row.bytes(2)));
        TRY(auto task, parse_task(body));
        if (same) tasks.pop_back();
        scope = row.bytes(1);
        std::optional<WallTime> done;
        if (!row.is_null(3)) done = WallTime{Micros{row.integer(3)}};
        tasks.push_back({std::string(row.bytes(0)), std::move(task), done});
    }
    std::stable_sort(tasks.begin(), tasks.end(), [](const Listed& a, const Listed& b) {
        if (a.done.has_value() != b.done.has_value()) return !a.done.has_value();
        return comes_before(a.task, b.task);
    });
    const auto done = std::count_if(tasks.begin(), tasks.end(),
                                    [](const Listed& listed) { return listed.done.has_value(); });
    std::string text;
    JsonWriter json(text);
    json.begin_object().key("tasks").begin_array();
    for (const auto& listed : tasks) {
        json.begin_object().member("done", listed.done.has_value());
        if (listed.done) json.member("completed_at", to_rfc3339(*listed.done));
        json.key("task");
        write_task(json, listed.key, listed.task, now);
        json.end_object();
    }
    json.end_array().member("open", std::ssize(tasks) - done).member("done", done).end_object();
    return text;
}

}  // namespace aisle
