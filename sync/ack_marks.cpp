// SPDX-License-Identifier: Apache-2.0
#include "sync/ack_marks.hpp"

#include "agent/base/limits.hpp"
#include "sync/place.hpp"

#include <algorithm>

namespace aisle {
namespace {

// Acks closer together than this share a mark, so that a week of them stays a thousand rows.
constexpr Micros interval = std::chrono::minutes{10};
// The place of a mark without a date, and before which none is one.
constexpr std::int64_t undated = 0;
constexpr auto first_date = micros(WallTime{true_time_min});

// A mark stands at the end of its interval: nothing is kept shorter than it should be.
std::int64_t end_of_interval(WallTime at) {
    return (micros(at) / interval.count() + 1) * interval.count();
}

}  // namespace

AckMarks::AckMarks(Database& db)
    : latest_(db.prepare("SELECT at FROM ack_mark WHERE lane = ?1 ORDER BY at DESC LIMIT 1")),
      insert_(db.prepare("INSERT INTO ack_mark(at, lane, acked) VALUES(?1, ?2, ?3)"
                         " ON CONFLICT(lane, at) DO UPDATE SET"
                         " acked = max(acked, excluded.acked)")),
      misdated_(db.prepare("SELECT max(acked) FROM ack_mark"
                           " WHERE lane = ?1 AND (at < ?2 OR at > ?3)")),
      drop_misdated_(db.prepare("DELETE FROM ack_mark WHERE lane = ?1 AND (at < ?2 OR at > ?3)")),
      by_(db.prepare("SELECT max(acked) FROM ack_mark WHERE lane = ?1 AND at >= ?2 AND at <= ?3")),
      drop_after_(db.prepare("DELETE FROM ack_mark WHERE lane = ?1 AND acked > ?2")),
      drop_before_(db.prepare("DELETE FROM ack_mark WHERE lane = ?1 AND acked < ?2")) {}

Result<void> AckMarks::note(Lane lane, Seq acked, std::optional<WallTime> truth) {
    if (!truth) return insert_.bind(undated, index_of(lane), acked.value()).run();
    auto at = end_of_interval(*truth);
    auto latest = latest_.bind(index_of(lane));
    TRY(const bool found, latest.next());
    // Marks never go back, or retention would end too early.
    if (found) at = std::max(at, latest.integer(0));
    return insert_.bind(at, index_of(lane), acked.value()).run();
}

Result<void> AckMarks::date(Lane lane, WallTime truth) {
    const auto now = end_of_interval(truth);
    const auto last_date = end_of_interval(truth + date_ahead_max);
    std::uint64_t acked = 0;
    {
        auto row = misdated_.bind(index_of(lane), first_date, last_date);
        TRY(row.one());
        if (row.is_null(0)) return {};
        acked = static_cast<std::uint64_t>(row.integer(0));
    }
    TRY(drop_misdated_.bind(index_of(lane), first_date, last_date).run());
    return insert_.bind(now, index_of(lane), acked).run();
}

Result<Seq> AckMarks::acked_by(Lane lane, WallTime at) {
    auto row = by_.bind(index_of(lane), first_date, micros(at));
    TRY(row.one());
    return Seq(static_cast<std::uint64_t>(row.integer(0)));
}

Result<void> AckMarks::forget_after(Lane lane, Seq acked) {
    return drop_after_.bind(index_of(lane), acked.value()).run();
}

Result<void> AckMarks::forget_before(Lane lane, Seq acked) {
    return drop_before_.bind(index_of(lane), acked.value()).run();
}

}  // namespace aisle
