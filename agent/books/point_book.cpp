// SPDX-License-Identifier: Apache-2.0
#include "agent/books/point_book.hpp"

#include "agent/base/crypto/sha256.hpp"
#include "agent/base/limits.hpp"

#include <limits>

namespace aisle {

PointBook::PointBook(Database& db)
    : note_(db.prepare("INSERT INTO point_estimate(member, receipt, at, points)"
                       " VALUES(?1, ?2, ?3, ?4) ON CONFLICT(receipt) DO NOTHING")),
      bound_(db.prepare("DELETE FROM point_estimate WHERE id <="
                        " (SELECT max(id) FROM point_estimate) - ?1")),
      // Each within what a receipt may say, and fewer than would overflow.
      sum_(db.prepare("SELECT coalesce(sum(points), 0) FROM point_estimate"
                      " WHERE member = ?1 AND at > ?2")),
      forget_(db.prepare("DELETE FROM point_estimate WHERE member = ?1")),
      aged_(db.prepare("DELETE FROM point_estimate WHERE id IN"
                       " (SELECT id FROM point_estimate WHERE at < ?1 ORDER BY id LIMIT ?2)")) {}

Result<void> PointBook::note(Txn&, const PointEstimate& estimate, WallTime at) {
    const auto receipt = sha256({estimate.receipt});
    TRY(note_.bind(estimate.member, Blob{receipt.view()}, micros(at), estimate.points).run());
    return bound_.bind(point_estimates_max).run();
}

Result<std::int64_t> PointBook::pending(std::span<const std::string> ids,
                                        std::optional<WallTime> snapshot) {
    const auto since = snapshot ? micros(*snapshot) : std::numeric_limits<std::int64_t>::min();
    std::int64_t points = 0;
    for (const auto& id : ids) {
        auto row = sum_.bind(id, since);
        TRY(row.one());
        points += row.integer(0);
    }
    return points;
}

Result<std::size_t> PointBook::forget(Txn& txn, std::string_view member) {
    TRY(forget_.bind(member).run());
    return static_cast<std::size_t>(txn.db().rows_changed());
}

Result<void> PointBook::forget(Txn&, WallTime now, std::size_t rows_max) {
    return aged_.bind(micros(now - point_estimate_memory), rows_max).run();
}

}  // namespace aisle
