// SPDX-License-Identifier: Apache-2.0
#include "sync/salvage_books.hpp"

namespace aisle {

Result<void> SalvageBooks::run() {
    TRY(copy_used());
    TRY(copy_redemptions());
    TRY(copy_leases());
    TRY(copy_rights());
    TRY(copy_ratchet());
    TRY(copy_place());
    TRY(copy_marks());
    TRY(copy_staff());
    return copy_trials();
}

// ---- What is used up ----

// Else a token or a session that is good once would be good once more.
Result<void> SalvageBooks::copy_used() {
    auto see = rows_.to().prepare(
        "INSERT INTO seen_token(campaign, serial, expires) VALUES(?1, ?2, ?3)"
        " ON CONFLICT(campaign, serial) DO UPDATE SET expires = max(expires, excluded.expires)");
    TRY(rows_.copy({"seen_token",
                    rows_.from().prepare("SELECT campaign, serial, expires FROM seen_token"
                                         " ORDER BY campaign, serial"),
                    rows_.from().prepare("SELECT campaign, serial, expires FROM seen_token"
                                         " ORDER BY campaign DESC, serial DESC")},
                   [&](const Query& row) {
                       return see.bind(row.integer(0), row.integer(1), row.integer(2)).run();
                   }));
    auto hand_over = rows_.to().prepare(
        "INSERT INTO handoff_seen(campaign, session, at, dated) VALUES(?1, ?2, ?3, ?4)"
        " ON CONFLICT(campaign, session) DO UPDATE SET dated = max(dated, excluded.dated)");
    return rows_.copy({"handoff_seen",
                       rows_.from().prepare("SELECT campaign, session, at, dated FROM handoff_seen"
                                            " ORDER BY campaign, session"),
                       rows_.from().prepare("SELECT campaign, session, at, dated FROM handoff_seen"
                                            " ORDER BY campaign DESC, session DESC")},
                      [&](const Query& row) {
                          return hand_over
                              .bind(row.integer(0), row.integer(1), row.integer(2), row.integer(3))
                              .run();
                      });
}

// Else a coupon that was used would be fresh, and a sale that holds one could neither be ended nor
// called off. The fact stays when she is forgotten, as in a file of its own.
Result<void> SalvageBooks::copy_redemptions() {
    auto insert = rows_.to().prepare(
        "INSERT INTO redemption(id, pos_ref, campaign, serial, attempt, mode, lease, member,"
        " currency, held, final, state, reversed, overrun, held_at, closed_at, answer)"
        " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)"
        " ON CONFLICT DO NOTHING");
    return rows_.copy({"redemption",
                       rows_.from().prepare(
                           "SELECT id, pos_ref, campaign, serial, attempt, mode, lease, member,"
                           " currency, held, final, state, reversed, overrun, held_at, closed_at,"
                           " answer FROM redemption ORDER BY id"),
                       rows_.from().prepare(
                           "SELECT id, pos_ref, campaign, serial, attempt, mode, lease, member,"
                           " currency, held, final, state, reversed, overrun, held_at, closed_at,"
                           " answer FROM redemption ORDER BY id DESC")},
                      [&](const Query& row) -> Result<void> {
                          TRY(const bool gone, rows_.is_gone(row.bytes(7)));
                          const auto member = gone ? std::nullopt : text_or_null(row, 7);
                          return insert
                              .bind(Blob{row.bytes(0)}, row.bytes(1), row.integer(2),
                                    row.integer(3), row.integer(4), row.bytes(5),
                                    text_or_null(row, 6), member, row.bytes(8), row.integer(9),
                                    number_or_null(row, 10), row.bytes(11), row.integer(12),
                                    row.integer(13), row.integer(14), number_or_null(row, 15),
                                    Blob{row.bytes(16)})
                              .run();
                      });
}

// ---- What may be spent ----

Result<void> SalvageBooks::copy_leases() {
    auto insert = rows_.to().prepare(
        "INSERT INTO lease(id, campaign, class, unit, term, granted, spent, held, not_after,"
        " state, report, unreported)"
        " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12) ON CONFLICT(id) DO NOTHING");
    return rows_.copy(
        {"lease",
         rows_.from().prepare("SELECT id, campaign, class, unit, term, granted, spent, held,"
                              " not_after, state, report, unreported FROM lease ORDER BY id"),
         rows_.from().prepare("SELECT id, campaign, class, unit, term, granted, spent, held,"
                              " not_after, state, report, unreported FROM lease"
                              " ORDER BY id DESC")},
        [&](const Query& row) {
            return insert
                .bind(row.bytes(0), row.integer(1), row.bytes(2), row.bytes(3), row.integer(4),
                      row.integer(5), row.integer(6), row.integer(7), row.integer(8), row.bytes(9),
                      row.integer(10), row.integer(11))
                .run();
        });
}

// Of one right in both files the later term counts, and of one term that it is gone.
Result<void> SalvageBooks::copy_rights() {
    auto insert = rows_.to().prepare(
        "INSERT INTO coupon_right(campaign, serial, term, expires_at, state, recalled)"
        " VALUES(?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT(campaign, serial) DO UPDATE SET"
        " term = excluded.term, expires_at = excluded.expires_at, state = excluded.state,"
        " recalled = excluded.recalled WHERE excluded.term > term OR (excluded.term = term"
        " AND excluded.state IN ('used', 'returned') AND state IN ('here', 'held'))");
    return rows_.copy(
        {"coupon_right",
         rows_.from().prepare("SELECT campaign, serial, term, expires_at, state, recalled"
                              " FROM coupon_right ORDER BY campaign, serial"),
         rows_.from().prepare("SELECT campaign, serial, term, expires_at, state, recalled"
                              " FROM coupon_right ORDER BY campaign DESC, serial DESC")},
        [&](const Query& row) {
            return insert
                .bind(row.integer(0), row.integer(1), row.integer(2), row.integer(3), row.bytes(4),
                      row.integer(5))
                .run();
        });
}

// Time goes on from where it was. What was spent may stand in what is lost: so rights are known to
// no epoch, which stops them from the first moment on until central has compared (see
// books/ratchet_book.hpp). A file in which nothing ever was to be compared has none to stop.
Result<void> SalvageBooks::copy_ratchet() {
    if (!rows_.has("ratchet")) return {};
    auto reach =
        rows_.to().prepare("UPDATE ratchet SET at = max(at, ?1), inventory = max(inventory, ?2)");
    auto doubt =
        rows_.to().prepare("UPDATE ratchet SET epoch = x'00000000000000000000000000000000'");
    auto asked = rows_.to().prepare(
        "INSERT INTO setting(name, value) VALUES('asked_central', x'01')"
        " ON CONFLICT(name) DO NOTHING");
    bool compared = true;
    bool read = false;
    TRY(rows_.copy(
        {"ratchet", rows_.from().prepare("SELECT at, inventory, epoch FROM ratchet"),
         rows_.from().prepare("SELECT at, inventory, epoch FROM ratchet ORDER BY one DESC")},
        [&](const Query& row) {
            read = true;
            compared = !row.is_null(2);
            return reach.bind(row.integer(0), row.integer(1)).run();
        }));
    if (compared || !read) {
        TRY(rows_.commit([&](Txn&) { return doubt.bind().run(); }));
    }
    return rows_.copy(
        {"setting", rows_.from().prepare("SELECT 1 FROM setting WHERE name = 'asked_central'"),
         rows_.from().prepare("SELECT 1 FROM setting WHERE name = 'asked_central'")},
        [&](const Query&) { return asked.bind().run(); });
}

// For a start without a line: central has the last word.
Result<void> SalvageBooks::copy_place() {
    auto insert = rows_.to().prepare(
        "INSERT INTO place(one, store, holder, heard) VALUES(1, ?1, ?2, ?3)"
        " ON CONFLICT(one) DO NOTHING");
    return rows_.copy(
        {"place", rows_.from().prepare("SELECT store, holder, heard FROM place"),
         rows_.from().prepare("SELECT store, holder, heard FROM place ORDER BY one DESC")},
        [&](const Query& row) {
            return insert.bind(row.bytes(0), row.integer(1), row.integer(2)).run();
        });
}

// ---- Tasks and staff ----

Result<void> SalvageBooks::copy_marks() {
    auto insert = rows_.to().prepare(
        "INSERT INTO task_mark(key, declined, at, operator, reason_code, told_lost)"
        " VALUES(?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT(key) DO NOTHING");
    return rows_.copy(
        {"task_mark",
         rows_.from().prepare("SELECT key, declined, at, operator, reason_code, told_lost"
                              " FROM task_mark ORDER BY key"),
         rows_.from().prepare("SELECT key, declined, at, operator, reason_code, told_lost"
                              " FROM task_mark ORDER BY key DESC")},
        [&](const Query& row) {
            return insert
                .bind(row.bytes(0), row.integer(1), row.integer(2), row.bytes(3), row.bytes(4),
                      row.integer(5))
                .run();
        });
}

// Where nobody is known no role is asked for: until central's feed is back, that would open to all
// what is a manager's. So the staff come along, as of a feed of another generation: whatever
// central says next takes their place as a whole. Not into a file that has a feed of its own.
Result<void> SalvageBooks::copy_staff() {
    {
        auto follows = rows_.to().prepare("SELECT 1 FROM feed WHERE name = 'staff' LIMIT 1");
        auto row = follows.bind();
        TRY(const bool own, row.next());
        if (own) return {};
    }
    auto badge = rows_.to().prepare(
        "INSERT INTO staff_badge(serial, key, scope) VALUES(?1, ?2, ?3) ON CONFLICT DO NOTHING");
    TRY(rows_.copy({"staff_badge",
                    rows_.from().prepare("SELECT serial, key, scope FROM staff_badge"
                                         " ORDER BY serial, key, scope"),
                    rows_.from().prepare("SELECT serial, key, scope FROM staff_badge"
                                         " ORDER BY serial DESC, key DESC, scope DESC")},
                   [&](const Query& row) {
                       return badge.bind(row.integer(0), row.bytes(1), row.bytes(2)).run();
                   }));
    auto insert = rows_.to().prepare(
        "INSERT INTO staff(key, scope, pin, body) VALUES(?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING");
    TRY(rows_.copy(
        {"staff",
         rows_.from().prepare("SELECT key, scope, pin, body FROM staff ORDER BY key, scope"),
         rows_.from().prepare("SELECT key, scope, pin, body FROM staff"
                              " ORDER BY key DESC, scope DESC")},
        [&](const Query& row) {
            return insert.bind(row.bytes(0), row.bytes(1), row.integer(2), Blob{row.bytes(3)})
                .run();
        }));
    TRY(copy_session());
    // A cursor without a generation: what comes is staged, and then replaces.
    auto follow = rows_.to().prepare(
        "INSERT INTO feed(name, scope, cursor, head) SELECT DISTINCT 'staff', scope, 1, 1"
        " FROM (SELECT scope FROM staff UNION SELECT scope FROM staff_badge) WHERE true"
        " ON CONFLICT DO NOTHING");
    return rows_.commit([&](Txn&) { return follow.bind().run(); });
}

// Who is signed in stays so as long as she would have been; StaffDesk asks whether she still may.
Result<void> SalvageBooks::copy_session() {
    auto insert = rows_.to().prepare(
        "INSERT INTO operator_session(one, operator, roles, since, valid_until, boot, ends)"
        " VALUES(1, ?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT(one) DO NOTHING");
    return rows_.copy({"operator_session",
                       rows_.from().prepare("SELECT operator, roles, since, valid_until, boot, ends"
                                            " FROM operator_session"),
                       rows_.from().prepare("SELECT operator, roles, since, valid_until, boot, ends"
                                            " FROM operator_session ORDER BY one DESC")},
                      [&](const Query& row) {
                          return insert
                              .bind(row.bytes(0), row.integer(1), row.integer(2), row.integer(3),
                                    row.bytes(4), row.integer(5))
                              .run();
                      });
}

// A broken disk forgives nobody a wrong PIN.
Result<void> SalvageBooks::copy_trials() {
    auto insert = rows_.to().prepare(
        "INSERT INTO pin_trial(who, known, failures, wait, boot, since)"
        " VALUES(?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT(who) DO NOTHING");
    return rows_.copy(
        {"pin_trial",
         rows_.from().prepare("SELECT who, known, failures, wait, boot, since FROM pin_trial"
                              " ORDER BY id"),
         rows_.from().prepare("SELECT who, known, failures, wait, boot, since FROM pin_trial"
                              " ORDER BY id DESC")},
        [&](const Query& row) {
            return insert
                .bind(Blob{row.bytes(0)}, row.integer(1), row.integer(2), row.integer(3),
                      row.bytes(4), row.integer(5))
                .run();
        });
}

}  // namespace aisle
