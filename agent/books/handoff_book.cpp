// SPDX-License-Identifier: Apache-2.0
#include "agent/books/handoff_book.hpp"

#include "agent/base/limits.hpp"

namespace aisle {

HandoffBook::HandoffBook(Database& db)
    : was_seen_(db.prepare("SELECT 1 FROM handoff_seen WHERE campaign = ?1 AND session = ?2")),
      // Twice is an error of the database itself, too.
      see_(db.prepare("INSERT INTO handoff_seen(campaign, session, at, dated)"
                      " VALUES(?1, ?2, ?3, ?4)")),
      forget_(db.prepare("DELETE FROM handoff_seen WHERE (campaign, session) IN"
                         " (SELECT campaign, session FROM handoff_seen WHERE dated < ?1"
                         " LIMIT ?2)")) {}

Result<bool> HandoffBook::has_seen(const HandoffSession& session) {
    auto row = was_seen_.bind(std::int64_t{session.campaign}, session.number);
    return row.next();
}

Result<void> HandoffBook::see(Txn&, const HandoffSession& session, WallTime at, WallTime ends) {
    return see_.bind(std::int64_t{session.campaign}, session.number, micros(at), micros(ends))
        .run();
}

Result<void> HandoffBook::forget(Txn&, WallTime now, std::size_t rows_max) {
    return forget_.bind(micros(now - Micros{seen_token_memory}), std::uint64_t{rows_max}).run();
}

}  // namespace aisle
