// SPDX-License-Identifier: Apache-2.0
#include "agent/books/task_book.hpp"

#include "agent/base/limits.hpp"
#include "agent/base/utf8.hpp"

#include <algorithm>

namespace aisle {
namespace {

// Periods later than the oldest that can still be spoken of, and the week that it began in.
constexpr std::chrono::hours period_memory = task_lateness_max + std::chrono::hours{14 * 24};

std::string_view key_of(std::string_view period) {
    return period.substr(0, period.find('\n'));
}

std::string_view occurrence_of(std::string_view period) {
    const auto line = period.find('\n');
    return line == std::string_view::npos ? std::string_view{} : period.substr(line + 1);
}

}  // namespace

TaskBook::TaskBook(Database& db)
    : view_(db),
      credits_(db),
      erased_(db),
      put_(db.prepare("INSERT INTO task(key, scope, body) VALUES(?1, ?2, ?3)"
                      " ON CONFLICT(key, scope) DO UPDATE SET body = excluded.body")),
      remove_(db.prepare("DELETE FROM task WHERE key = ?1 AND scope = ?2")),
      about_(db.prepare("SELECT key, scope FROM task"
                        " WHERE json_extract(CAST(body AS TEXT), '$.member') = ?1")),
      clear_(db.prepare("DELETE FROM task WHERE scope = ?1")),
      find_(db.prepare("SELECT 1 FROM task WHERE key = ?1 LIMIT 1")),
      complete_(db.prepare("INSERT INTO task_outcome(key, completed_at, event_id, seq)"
                           " VALUES(?1, ?2, ?3, ?4)")),
      mark_(db.prepare("INSERT INTO task_mark(key, declined, at, operator, reason_code)"
                       " VALUES(?1, ?2, ?3, ?4, ?5) ON CONFLICT(key) DO UPDATE SET"
                       " declined = excluded.declined, at = excluded.at,"
                       " operator = excluded.operator, reason_code = excluded.reason_code")),
      // A line break stands between key and day, and sorts before whatever else a key goes on with.
      reopen_outcomes_(db.prepare("DELETE FROM task_outcome WHERE key = ?1"
                                  " OR key > ?1 || char(10) AND key < ?1 || char(11)")),
      reopen_marks_(db.prepare("DELETE FROM task_mark WHERE key = ?1"
                               " OR key > ?1 || char(10) AND key < ?1 || char(11)")),
      outcomes_(db.prepare("SELECT key, completed_at, event_id, seq FROM task_outcome"
                           " WHERE substr(key, 1, instr(key || char(10), char(10)) - 1) IN"
                           " (SELECT key FROM task WHERE scope = ?1 EXCEPT"
                           "  SELECT key FROM task WHERE scope <> ?1)")),
      marks_(db.prepare("SELECT key, at, declined, operator, reason_code, told_lost FROM task_mark"
                        " WHERE substr(key, 1, instr(key || char(10), char(10)) - 1) IN"
                        " (SELECT key FROM task WHERE scope = ?1 EXCEPT"
                        "  SELECT key FROM task WHERE scope <> ?1)")),
      clear_outcomes_(db.prepare("DELETE FROM task_outcome"
                                 " WHERE substr(key, 1, instr(key || char(10), char(10)) - 1) IN"
                                 " (SELECT key FROM task WHERE scope = ?1 EXCEPT"
                                 "  SELECT key FROM task WHERE scope <> ?1)")),
      clear_marks_(db.prepare("DELETE FROM task_mark"
                              " WHERE substr(key, 1, instr(key || char(10), char(10)) - 1) IN"
                              " (SELECT key FROM task WHERE scope = ?1 EXCEPT"
                              "  SELECT key FROM task WHERE scope <> ?1)")),
      restore_outcome_(db.prepare("INSERT INTO task_outcome(key, completed_at, event_id, seq)"
                                  " VALUES(?1, ?2, ?3, ?4) ON CONFLICT(key) DO NOTHING")),
      restore_mark_(db.prepare("INSERT INTO task_mark(key, declined, at, operator, reason_code,"
                               " told_lost) VALUES(?1, ?2, ?3, ?4, ?5, ?6)"
                               " ON CONFLICT(key) DO NOTHING")),
      forget_outcomes_(db.prepare("DELETE FROM task_outcome"
                                  " WHERE key > ?1 || char(10) AND key < ?1 || char(10) || ?2")),
      forget_marks_(db.prepare("DELETE FROM task_mark"
                               " WHERE key > ?1 || char(10) AND key < ?1 || char(10) || ?2")),
      accepted_(db.prepare("SELECT key, told_lost FROM task_mark WHERE declined = 0 AND"
                           " key NOT IN (SELECT key FROM task_outcome)")),
      tell_lost_(db.prepare("UPDATE task_mark SET told_lost = ?2 WHERE key = ?1")) {}

// ---- The feed ----

Result<void> TaskBook::check(const PageEntry& entry) const {
    if (!is_plain_text(entry.key)) {
        return Error(Errc::invalid, "a key has no control characters").coded("bad_text");
    }
    TRY(const auto body, Json::parse(entry.body));
    TRY(parse_task(body));
    return {};
}

Result<void> TaskBook::put(Txn& txn, std::string_view scope, const PageEntry& entry) {
    TRY(const bool late, comes_late(txn, entry));
    if (late) return remove(txn, scope, entry.key);
    if (txn.scope() != cleared_in_) {
        // A key that nothing held is a new task, whatever was done about an older one of its name.
        TRY(const bool known, held(entry.key));
        if (!known) TRY(reopen(entry.key));
    } else {
        for (const auto& row : cleared_) {
            if (key_of(row.period) == entry.key) TRY(restore(row));
        }
    }
    return put_.bind(entry.key, scope, Blob{entry.body}).run();
}

// Of a body that an older program let pass no more is asked than whom it is about.
Result<bool> TaskBook::comes_late(Txn& txn, const PageEntry& entry) {
    const auto body = Json::parse(entry.body);
    const auto* member = body ? body->find("member") : nullptr;
    const auto whom = member ? member->string() : std::nullopt;
    if (!whom) return false;
    return erased_.refuses_about(txn, *whom, *body);
}

Result<void> TaskBook::remove(Txn&, std::string_view scope, std::string_view key) {
    std::erase_if(cleared_, [&](const Row& row) { return key_of(row.period) == key; });
    TRY(remove_.bind(key, scope).run());
    TRY(const bool still, held(key));
    if (still) return {};
    return reopen(key);
}

Result<void> TaskBook::clear(Txn& txn, std::string_view scope) {
    if (txn.scope() != cleared_in_) cleared_.clear();
    cleared_in_ = txn.scope();
    TRY(remember_rows(scope));
    TRY(clear_outcomes_.bind(scope).run());
    TRY(clear_marks_.bind(scope).run());
    return clear_.bind(scope).run();
}

Result<std::size_t> TaskBook::forget_member(Txn& txn, std::string_view member) {
    std::vector<std::pair<std::string, std::string>> about;
    {
        auto row = about_.bind(member);
        while (true) {
            TRY(const bool found, row.next());
            if (!found) break;
            about.emplace_back(row.bytes(0), row.bytes(1));
        }
    }
    for (const auto& [key, scope] : about) TRY(remove(txn, scope, key));
    TRY(credits_.forget(txn, member));
    return about.size();
}

Result<void> TaskBook::remember_rows(std::string_view scope) {
    auto outcome = outcomes_.bind(scope);
    while (true) {
        TRY(const bool found, outcome.next());
        if (!found) break;
        cleared_.push_back({std::string(outcome.bytes(0)), outcome.integer(1),
                            std::string(outcome.bytes(2)), outcome.integer(3)});
    }
    auto row = marks_.bind(scope);
    while (true) {
        TRY(const bool found, row.next());
        if (!found) return {};
        Row mark{std::string(row.bytes(0)), row.integer(1)};
        mark.mark = TaskMark{row.integer(2) == 1, WallTime{Micros{row.integer(1)}},
                             std::string(row.bytes(3)), std::string(row.bytes(4))};
        mark.told_lost = row.integer(5);
        cleared_.push_back(std::move(mark));
    }
}

Result<void> TaskBook::restore(const Row& row) {
    if (!row.mark) {
        return restore_outcome_.bind(row.period, row.at, Blob{row.event_id}, row.seq).run();
    }
    return restore_mark_
        .bind(row.period, row.mark->declined ? 1 : 0, row.at, row.mark->operator_id,
              row.mark->reason_code, row.told_lost)
        .run();
}

Result<bool> TaskBook::held(std::string_view key) {
    auto row = find_.bind(key);
    return row.next();
}

Result<void> TaskBook::reopen(std::string_view key) {
    TRY(reopen_outcomes_.bind(key).run());
    return reopen_marks_.bind(key).run();
}

// ---- What is done ----

Result<KnownTask> TaskBook::look_up(std::string_view key, const TaskMoment& moment) {
    TRY(auto known, view_.find(key, moment));
    if (!known) return Error(Errc::not_found, "there is no such task here").coded("unknown_task");
    return std::move(*known);
}

Result<void> TaskBook::mark(Txn&, const KnownTask& task, const TaskMark& mark) {
    TRY(forget_periods(task));
    return mark_
        .bind(period_key(task.key, task.occurrence), mark.declined ? 1 : 0, micros(mark.at),
              mark.operator_id, mark.reason_code)
        .run();
}

Result<void> TaskBook::complete(Txn&, const KnownTask& task, const Receipt& by, WallTime at) {
    TRY(forget_periods(task));
    return complete_
        .bind(period_key(task.key, task.occurrence), micros(at), Blob{by.id.view()}, by.seq.value())
        .run();
}

Result<void> TaskBook::forget_periods(const KnownTask& task) {
    if (task.occurrence.empty()) return {};
    const auto begin = parse_rfc3339(task.occurrence + "T00:00:00Z");
    if (!begin || begin->time_since_epoch() < period_memory) return {};
    const auto oldest = to_rfc3339(*begin - period_memory).substr(0, 10);
    TRY(forget_outcomes_.bind(task.key, oldest).run());
    return forget_marks_.bind(task.key, oldest).run();
}

Result<std::vector<std::string>> TaskBook::newly_lost(Txn&, const TaskMoment& moment) {
    std::vector<std::string> lost;
    std::vector<std::pair<std::string, bool>> accepted;
    auto row = accepted_.bind();
    while (true) {
        TRY(const bool found, row.next());
        if (!found) break;
        accepted.emplace_back(row.bytes(0), row.integer(1) == 1);
    }
    for (const auto& [period, told] : accepted) {
        TRY(const auto known, view_.find(key_of(period), moment));
        if (!known || known->occurrence != occurrence_of(period)) continue;
        const bool is_lost = known->standing.state == TaskState::lost;
        if (is_lost == told) continue;
        TRY(tell_lost_.bind(period, is_lost ? 1 : 0).run());
        if (is_lost) lost.push_back(known->key);
    }
    return lost;
}

}  // namespace aisle
