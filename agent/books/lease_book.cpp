// SPDX-License-Identifier: Apache-2.0
#include "agent/books/lease_book.hpp"

namespace aisle {
namespace {

template <class T>
T word_in(Result<T> parsed) {
    return parsed ? *parsed : T{};  // the columns' own checks keep other words out
}

Lease lease_in(const Query& row) {
    Lease lease;
    lease.id = row.bytes(0);
    lease.campaign = static_cast<std::uint32_t>(row.integer(1));
    lease.kind = word_in(parse_lease_class(row.bytes(2)));
    lease.unit = word_in(parse_lease_unit(row.bytes(3)));
    lease.term = row.integer(4);
    lease.granted = row.integer(5);
    lease.spent = row.integer(6);
    lease.held = row.integer(7);
    lease.not_after = WallTime{Micros{row.integer(8)}};
    lease.state = word_in(parse_lease_state(row.bytes(9)));
    lease.report = row.integer(10);
    lease.unreported = row.integer(11);
    return lease;
}

}  // namespace

LeaseBook::LeaseBook(Database& db)
    : insert_(db.prepare("INSERT INTO lease(id, campaign, class, unit, term, granted, not_after,"
                         " state) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, 'open')"
                         " ON CONFLICT(id) DO NOTHING")),
      find_(db.prepare("SELECT id, campaign, class, unit, term, granted, spent, held, not_after,"
                       " state, report, unreported FROM lease WHERE id = ?1")),
      of_campaign_(db.prepare("SELECT id, campaign, class, unit, term, granted, spent, held,"
                              " not_after, state, report, unreported FROM lease"
                              " WHERE campaign = ?1 AND state = 'open'"
                              " ORDER BY class, not_after, id")),
      page_(db.prepare("SELECT id, campaign, class, unit, term, granted, spent, held, not_after,"
                       " state, report, unreported FROM lease WHERE id > ?1 AND state <> 'returned'"
                       " ORDER BY id LIMIT ?2")),
      count_(db.prepare("SELECT count(*) FROM lease WHERE state <> 'returned'")),
      hold_(db.prepare("UPDATE lease SET held = held + ?2, unreported = unreported + 1"
                       " WHERE id = ?1")),
      settle_(db.prepare("UPDATE lease SET held = held - ?2, spent = spent + ?3,"
                         " unreported = unreported + 1 WHERE id = ?1")),
      recall_(db.prepare("UPDATE lease SET state = 'recalled' WHERE id = ?1 AND state = 'open'")),
      close_(db.prepare("UPDATE lease SET state = 'returned', unreported = 0 WHERE id = ?1")),
      unreported_(db.prepare("SELECT id, campaign, class, unit, term, granted, spent, held,"
                             " not_after, state, report, unreported FROM lease"
                             " WHERE unreported >= ?1 AND state <> 'returned' ORDER BY id"
                             " LIMIT ?2")),
      to_return_(db.prepare("SELECT id, campaign, class, unit, term, granted, spent, held,"
                            " not_after, state, report, unreported FROM lease"
                            " WHERE held = 0 AND (state = 'recalled' OR"
                            " (state = 'open' AND not_after <= ?1)) ORDER BY id LIMIT ?2")),
      report_(db.prepare("UPDATE lease SET report = ?2, state = ?3, unreported = 0"
                         " WHERE id = ?1")),
      forget_(db.prepare("DELETE FROM lease WHERE id IN (SELECT id FROM lease"
                         " WHERE state = 'returned' AND not_after < ?1 LIMIT ?2)")) {}

Result<std::vector<Lease>> LeaseBook::all(Query row) {
    std::vector<Lease> leases;
    while (true) {
        TRY(const bool found, row.next());
        if (!found) return leases;
        leases.push_back(lease_in(row));
    }
}

Result<bool> LeaseBook::accept(Txn& txn, const Lease& lease) {
    TRY(insert_
            .bind(lease.id, std::int64_t{lease.campaign}, to_string(lease.kind),
                  to_string(lease.unit), lease.term, lease.granted, micros(lease.not_after))
            .run());
    return txn.db().rows_changed() > 0;
}

Result<std::optional<Lease>> LeaseBook::find(std::string_view id) {
    auto row = find_.bind(id);
    TRY(const bool found, row.next());
    return found ? std::optional(lease_in(row)) : std::nullopt;
}

Result<std::vector<Lease>> LeaseBook::of_campaign(std::uint32_t campaign) {
    return all(of_campaign_.bind(std::int64_t{campaign}));
}

Result<std::vector<Lease>> LeaseBook::page(std::string_view after, std::size_t rows_max) {
    return all(page_.bind(after, rows_max));
}

Result<std::int64_t> LeaseBook::count() {
    auto row = count_.bind();
    TRY(row.one());
    return row.integer(0);
}

Result<void> LeaseBook::hold(Txn&, std::string_view id, std::int64_t units) {
    return hold_.bind(id, units).run();
}

Result<void> LeaseBook::settle(Txn&, std::string_view id, std::int64_t held, std::int64_t spent) {
    return settle_.bind(id, held, spent).run();
}

Result<void> LeaseBook::recall(Txn&, std::string_view id) {
    return recall_.bind(id).run();
}

Result<void> LeaseBook::close(Txn&, std::string_view id) {
    return close_.bind(id).run();
}

Result<std::vector<Lease>> LeaseBook::unreported(std::int64_t changes_min, std::size_t rows_max) {
    return all(unreported_.bind(changes_min, rows_max));
}

Result<std::vector<Lease>> LeaseBook::to_return(WallTime now, std::size_t rows_max) {
    return all(to_return_.bind(micros(now), rows_max));
}

Result<Lease> LeaseBook::next_report(Txn&, const Lease& lease, LeaseState state) {
    Lease said = lease;
    said.report += 1;
    said.state = state;
    said.unreported = 0;
    TRY(report_.bind(said.id, said.report, to_string(state)).run());
    return said;
}

Result<void> LeaseBook::forget(Txn&, WallTime ended_before, std::size_t rows_max) {
    return forget_.bind(micros(ended_before), rows_max).run();
}

}  // namespace aisle
