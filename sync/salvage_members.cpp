// SPDX-License-Identifier: Apache-2.0
#include "sync/salvage_members.hpp"

#include <map>
#include <set>
#include <utility>
#include <vector>

namespace aisle {

Result<void> SalvageMembers::run(Seq head) {
    TRY(copy_consents(head));
    TRY(copy_sign_ups());
    TRY(copy_preferences());
    TRY(copy_credits());
    return copy_points();
}

Result<void> SalvageMembers::copy_consents(Seq head) {
    Answers answers;
    TRY(rows_.copy(
        {"consent",
         rows_.from().prepare("SELECT member, purpose, channel, decision, id, seq, at, acked_at"
                              " FROM consent ORDER BY member, purpose, channel"),
         rows_.from().prepare("SELECT member, purpose, channel, decision, id, seq, at, acked_at"
                              " FROM consent ORDER BY member DESC, purpose DESC, channel DESC")},
        [&](const Query& row) -> Result<void> {
            TRY(const bool gone, rows_.is_gone(row.bytes(0)));
            if (gone) return {};
            answers[{std::string(row.bytes(0)), std::string(row.bytes(1)),
                     std::string(row.bytes(2))}] = {std::string(row.bytes(3)),
                                                    std::string(row.bytes(4)), row.integer(5),
                                                    row.integer(6), number_or_null(row, 7)};
            return {};
        }));
    return keep_answers(answers, head);
}

// The answers' events have other numbers now, which are not looked for: in the order in which they
// were given they stand at the end of the ledger, before whatever is answered next.
Result<void> SalvageMembers::keep_answers(const Answers& answers, Seq head) {
    if (answers.empty()) return {};
    std::map<std::int64_t, std::int64_t> numbers;
    for (const auto& [question, answer] : answers) numbers[answer.seq] = 0;
    auto number = static_cast<std::int64_t>(head.value());
    for (auto at = numbers.rbegin(); at != numbers.rend(); ++at) at->second = number--;
    auto insert = rows_.to().prepare(
        "INSERT INTO consent(member, purpose, channel, decision, id, seq, at, acked_at)"
        " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"
        " ON CONFLICT(member, purpose, channel) DO UPDATE SET decision = excluded.decision,"
        " id = excluded.id, seq = excluded.seq, at = excluded.at, acked_at = excluded.acked_at"
        " WHERE excluded.at > at");
    std::uint64_t refused = 0;
    TRY(rows_.commit([&](Txn&) -> Result<void> {
        refused = 0;
        for (const auto& [question, answer] : answers) {
            const auto& [member, purpose, channel] = question;
            const auto kept = insert
                                  .bind(member, purpose, channel, answer.decision, answer.id,
                                        numbers[answer.seq], answer.at, answer.acked_at)
                                  .run();
            if (kept) continue;
            if (kept.error().kind() != Errc::conflict) return kept;
            ++refused;
        }
        return {};
    }));
    rows_.count_unreadable(refused);
    return {};
}

// Who signed up here stays a member, with the line down too; all other cards are central's.
Result<void> SalvageMembers::copy_sign_ups() {
    std::vector<std::pair<std::string, std::string>> identifiers;
    std::set<std::string, std::less<>> refused;
    TRY(rows_.copy(
        {"member_identifier",
         rows_.from().prepare("SELECT hmac, member FROM member_identifier WHERE scope = 'here'"
                              " ORDER BY hmac, member"),
         rows_.from().prepare("SELECT hmac, member FROM member_identifier WHERE scope = 'here'"
                              " ORDER BY hmac DESC, member DESC")},
        [&](const Query& row) -> Result<void> {
            // By the new file's word: who joins again may have been forgotten in this one.
            TRY(const bool erased, rows_.is_forgotten_here(row.bytes(0)));
            if (erased) refused.emplace(row.bytes(1));
            identifiers.emplace_back(row.bytes(0), row.bytes(1));
            return {};
        }));
    auto insert = rows_.to().prepare(
        "INSERT INTO member(id, scope, used_at, body) SELECT ?1, 'here', ?2, ?3"
        " WHERE NOT EXISTS(SELECT 1 FROM member_alias WHERE old = ?1) ON CONFLICT DO NOTHING");
    TRY(rows_.copy({"member",
                    rows_.from().prepare("SELECT id, used_at, body FROM member WHERE scope = 'here'"
                                         " ORDER BY id"),
                    rows_.from().prepare("SELECT id, used_at, body FROM member WHERE scope = 'here'"
                                         " ORDER BY id DESC")},
                   [&](const Query& row) -> Result<void> {
                       TRY(const bool gone, rows_.is_gone(row.bytes(0)));
                       if (gone || refused.contains(row.bytes(0))) return {};
                       return insert.bind(row.bytes(0), row.integer(1), Blob{row.bytes(2)}).run();
                   }));
    auto identify = rows_.to().prepare(
        "INSERT INTO member_identifier(hmac, member, scope) SELECT ?1, ?2, 'here'"
        " WHERE EXISTS(SELECT 1 FROM member WHERE id = ?2 AND scope = 'here')"
        " ON CONFLICT DO NOTHING");
    return rows_.commit([&](Txn&) -> Result<void> {
        for (const auto& [hmac, member] : identifiers) {
            TRY(identify.bind(Blob{hmac}, member).run());
        }
        return {};
    });
}

Result<void> SalvageMembers::copy_preferences() {
    auto insert = rows_.to().prepare(
        "INSERT INTO member_preference(member, field, base, value, at)"
        " VALUES(?1, ?2, ?3, ?4, ?5) ON CONFLICT(member, field) DO UPDATE SET"
        " base = excluded.base, value = excluded.value, at = excluded.at WHERE excluded.at > at");
    return rows_.copy(
        {"member_preference",
         rows_.from().prepare("SELECT member, field, base, value, at FROM member_preference"
                              " ORDER BY member, field"),
         rows_.from().prepare("SELECT member, field, base, value, at FROM member_preference"
                              " ORDER BY member DESC, field DESC")},
        [&](const Query& row) -> Result<void> {
            TRY(const bool gone, rows_.is_gone(row.bytes(0)));
            if (gone) return {};
            return insert
                .bind(row.bytes(0), row.bytes(1), row.integer(2), text_or_null(row, 3),
                      row.integer(4))
                .run();
        });
}

Result<void> SalvageMembers::copy_credits() {
    auto insert = rows_.to().prepare(
        "INSERT INTO task_credit(member, task, until) VALUES(?1, ?2, ?3)"
        " ON CONFLICT(member, task) DO UPDATE SET until = max(until, excluded.until)");
    return rows_.copy({"task_credit",
                       rows_.from().prepare("SELECT member, task, until FROM task_credit"
                                            " ORDER BY member, task"),
                       rows_.from().prepare("SELECT member, task, until FROM task_credit"
                                            " ORDER BY member DESC, task DESC")},
                      [&](const Query& row) -> Result<void> {
                          TRY(const bool gone, rows_.is_gone(row.bytes(0)));
                          if (gone) return {};
                          return insert.bind(row.bytes(0), row.bytes(1), row.integer(2)).run();
                      });
}

// Else a receipt would be said to earn its points twice.
Result<void> SalvageMembers::copy_points() {
    auto insert = rows_.to().prepare(
        "INSERT INTO point_estimate(member, receipt, at, points) VALUES(?1, ?2, ?3, ?4)"
        " ON CONFLICT(receipt) DO NOTHING");
    return rows_.copy(
        {"point_estimate",
         rows_.from().prepare("SELECT member, receipt, at, points FROM point_estimate"
                              " ORDER BY id"),
         rows_.from().prepare("SELECT member, receipt, at, points FROM point_estimate"
                              " ORDER BY id DESC")},
        [&](const Query& row) -> Result<void> {
            TRY(const bool gone, rows_.is_gone(row.bytes(0)));
            if (gone) return {};
            return insert.bind(row.bytes(0), Blob{row.bytes(1)}, row.integer(2), row.integer(3))
                .run();
        });
}

// Digests, which say nothing of whom. What was not told of it yet still is.
Result<void> SalvageMembers::remember() {
    auto remember = rows_.to().prepare(
        "INSERT INTO erased(subject, erase_seq, at) VALUES(?1, ?2, ?3)"
        " ON CONFLICT(subject) DO UPDATE SET erase_seq = max(erase_seq, excluded.erase_seq),"
        " at = max(at, excluded.at)");
    TRY(rows_.copy(
        {"erased",
         rows_.from().prepare("SELECT subject, erase_seq, at FROM erased ORDER BY subject"),
         rows_.from().prepare("SELECT subject, erase_seq, at FROM erased ORDER BY subject DESC")},
        [&](const Query& row) {
            return remember.bind(Blob{row.bytes(0)}, row.integer(1), row.integer(2)).run();
        }));
    auto note = rows_.to().prepare(
        "INSERT INTO erasure(request, erase_seq, counts, told) VALUES(?1, ?2, ?3, ?4)"
        " ON CONFLICT(request) DO UPDATE SET told = max(told, excluded.told)");
    return rows_.copy(
        {"erasure",
         rows_.from().prepare("SELECT request, erase_seq, counts, told FROM erasure"
                              " ORDER BY request"),
         rows_.from().prepare("SELECT request, erase_seq, counts, told FROM erasure"
                              " ORDER BY request DESC")},
        [&](const Query& row) {
            return note.bind(row.bytes(0), row.integer(1), row.bytes(2), row.integer(3)).run();
        });
}

}  // namespace aisle
