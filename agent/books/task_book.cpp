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
                           " VALUES(?1, ?2, ?3, ?4)")),
      reopen_(db.prepare("DELETE FROM task_outcome WHERE key = ?1")),
      outcomes_(db.prepare("SELECT key, completed_at, event_id, seq FROM task_outcome"
                           " WHERE key IN (SELECT key FROM task WHERE scope = ?1)"
                           " AND key NOT IN (SELECT key FROM task WHERE scope <> ?1)")),
      clear_outcomes_(db.prepare("DELETE FROM task_outcome"
                                 " WHERE key IN (SELECT key FROM task WHERE scope = ?1)"
                                 " AND key NOT IN (SELECT key FROM task WHERE scope <> ?1)")),
      restore_(db.prepare("INSERT INTO task_outcome(key, completed_at, event_id, seq)"
                          " VALUES(?1, ?2, ?3, ?4) ON CONFLICT(key) DO NOTHING")) {}

Result<void> TaskBook::check(const PageEntry& entry) const {
    TRY(const auto body, Json::parse(entry.body));
    TRY(parse_task(body));
    return {};
}

Result<void> TaskBook::put(Txn& txn, std::string_view scope, const PageEntry& entry) {
    if (txn.scope() != cleared_in_) {
        // A key that nothing held is a new task, whatever was done about an older one of its name.
        TRY(const bool known, held(entry.key));
        if (!known) TRY(reopen_.bind(entry.key).run());
    } else {
        for (const auto& outcome : cleared_) {
            if (outcome.key != entry.key) continue;
            TRY(restore_
                    .bind(outcome.key, outcome.completed_at, Blob{outcome.event_id}, outcome.seq)
                    .run());
        }
    }
    return put_.bind(entry.key, scope, Blob{entry.body}).run();
}

Result<void> TaskBook::remove(Txn&, std::string_view scope, std::string_view key) {
    std::erase_if(cleared_, [&](const Outcome& outcome) { return outcome.key == key; });
    TRY(remove_.bind(key, scope).run());
    TRY(const bool still, held(key));
    if (still) return {};
    return reopen_.bind(key).run();
}

Result<void> TaskBook::clear(Txn& txn, std::string_view scope) {
    if (txn.scope() != cleared_in_) cleared_.clear();
    cleared_in_ = txn.scope();
    TRY(remember_outcomes(scope));
    TRY(clear_outcomes_.bind(scope).run());
    return clear_.bind(scope).run();
}

Result<void> TaskBook::remember_outcomes(std::string_view scope) {
    auto row = outcomes_.bind(scope);
    while (true) {
        TRY(const bool found, row.next());
        if (!found) return {};
        cleared_.push_back(
            {std::string(row.bytes(0)), row.integer(1), std::string(row.bytes(2)), row.integer(3)});
    }
}

Result<bool> TaskBook::held(std::string_view key) {
    auto row = find_.bind(key);
    return row.next();
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
