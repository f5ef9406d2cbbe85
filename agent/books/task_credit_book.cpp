// SPDX-License-Identifier: Apache-2.0
#include "agent/books/task_credit_book.hpp"

#include "agent/base/limits.hpp"

namespace aisle {

TaskCreditBook::TaskCreditBook(Database& db)
    : owe_(db.prepare("INSERT INTO task_credit(member, task, until) VALUES(?1, ?2, ?3)"
                      " ON CONFLICT(member, task) DO UPDATE SET"
                      " until = max(until, excluded.until)")),
      bound_(db.prepare("DELETE FROM task_credit WHERE (until, member, task) IN"
                        " (SELECT until, member, task FROM task_credit"
                        "  ORDER BY until DESC, member, task LIMIT -1 OFFSET ?1)")),
      of_(db.prepare("SELECT task FROM task_credit WHERE member = ?1 AND until > ?2"
                     " ORDER BY until DESC, task LIMIT ?3")),
      rename_(db.prepare("INSERT INTO task_credit(member, task, until)"
                         " SELECT ?2, task, until FROM task_credit WHERE member = ?1"
                         " ON CONFLICT(member, task) DO UPDATE SET"
                         " until = max(until, excluded.until)")),
      forget_(db.prepare("DELETE FROM task_credit WHERE member = ?1")) {}

Result<void> TaskCreditBook::owe(Txn&, std::string_view member, std::string_view task,
                                 WallTime until) {
    TRY(owe_.bind(member, task, micros(until)).run());
    return bound_.bind(task_credits_max).run();
}

Result<std::vector<std::string>> TaskCreditBook::of(std::string_view member, WallTime now) {
    std::vector<std::string> tasks;
    auto row = of_.bind(member, micros(now), std::uint64_t{task_credits_of_member_max});
    while (true) {
        TRY(const bool found, row.next());
        if (!found) return tasks;
        tasks.emplace_back(row.bytes(0));
    }
}

Result<std::vector<std::string>> TaskCreditBook::take(Txn& txn, std::string_view member,
                                                      WallTime now) {
    TRY(auto tasks, of(member, now));
    // What was over before is of no use to anybody either.
    TRY(forget(txn, member));
    return tasks;
}

Result<void> TaskCreditBook::rename(Txn& txn, std::string_view from, std::string_view to) {
    if (from == to) return {};
    TRY(rename_.bind(from, to).run());
    return forget(txn, from);
}

Result<void> TaskCreditBook::forget(Txn&, std::string_view member) {
    return forget_.bind(member).run();
}

}  // namespace aisle
