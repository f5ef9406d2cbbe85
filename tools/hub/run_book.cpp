// SPDX-License-Identifier: Apache-2.0
#include "tools/hub/run_book.hpp"

namespace aisle {
namespace {

Run run_from(const Query& row) {
    Run run;
    run.span = {Seq(static_cast<std::uint64_t>(row.integer(0))),
                Seq(static_cast<std::uint64_t>(row.integer(1)))};
    run.event = row.integer(2);
    return run;
}

}  // namespace

const char* const RunBook::tables = R"sql(
CREATE TABLE run(
    lane  INTEGER NOT NULL,
    first INTEGER NOT NULL CHECK(first >= 1),
    last  INTEGER NOT NULL CHECK(last >= first),
    event INTEGER NOT NULL,
    PRIMARY KEY(lane, first)
) STRICT, WITHOUT ROWID;
-- Runs whose places were forgotten by a rewind: their numbers are not lost when a device that no
-- longer has them declares them as a gap.
CREATE TABLE past_run(
    lane  INTEGER NOT NULL,
    first INTEGER NOT NULL,
    last  INTEGER NOT NULL,
    PRIMARY KEY(lane, first, last)
) STRICT, WITHOUT ROWID;
)sql";

RunBook::RunBook(Database& db)
    : over_(db.prepare("SELECT first, last, event FROM run WHERE lane = ?1 AND first <= ?2"
                       " ORDER BY first DESC LIMIT 1")),
      within_(db.prepare("SELECT first, last, event FROM run WHERE lane = ?1 AND first BETWEEN"
                         " (SELECT coalesce(max(first), 1) FROM run"
                         "  WHERE lane = ?1 AND first <= ?2) AND ?3 AND last >= ?2"
                         " ORDER BY first")),
      insert_(db.prepare("INSERT INTO run(lane, first, last, event) VALUES(?1, ?2, ?3, ?4)")),
      past_within_(db.prepare("SELECT first, last FROM past_run"
                              " WHERE lane = ?1 AND first <= ?3 AND last >= ?2")),
      to_past_(db.prepare("INSERT OR IGNORE INTO past_run(lane, first, last)"
                          " SELECT lane, max(first, ?2 + 1), last FROM run"
                          " WHERE lane = ?1 AND last > ?2")),
      delete_after_(db.prepare("DELETE FROM run WHERE lane = ?1 AND first > ?2")),
      cut_(db.prepare("UPDATE run SET last = ?2 WHERE lane = ?1 AND last > ?2")) {}

Result<std::optional<Run>> RunBook::over(std::int64_t lane, Seq seq) {
    auto row = over_.bind(lane, seq.value());
    TRY(const bool found, row.next());
    if (!found) return std::optional<Run>{};
    const auto run = run_from(row);
    return run.span.last < seq ? std::nullopt : std::optional(run);
}

Result<std::vector<Run>> RunBook::within(std::int64_t lane, const SeqSpan& span) {
    std::vector<Run> runs;
    auto row = within_.bind(lane, span.first.value(), span.last.value());
    while (true) {
        TRY(const bool found, row.next());
        if (!found) return runs;
        runs.push_back(run_from(row));
    }
}

Result<void> RunBook::insert(std::int64_t lane, const Placement& placement, const SeqSpan& part) {
    // Events known from another epoch need not lie one after another: a row for each stretch.
    Seq first = part.first;
    for (Seq last = first; last <= part.last; last = last.next()) {
        const bool ends =
            last == part.last || placement.event_at(last.next()) != placement.event_at(last) + 1;
        if (!ends) continue;
        TRY(insert_.bind(lane, first.value(), last.value(), placement.event_at(first)).run());
        first = last.next();
    }
    return {};
}

Result<void> RunBook::forget_after(std::int64_t lane, Seq seq) {
    TRY(to_past_.bind(lane, seq.value()).run());
    TRY(delete_after_.bind(lane, seq.value()).run());
    return cut_.bind(lane, seq.value()).run();
}

Result<std::vector<SeqSpan>> RunBook::ever_within(std::int64_t lane, const SeqSpan& span) {
    std::vector<SeqSpan> spans;
    TRY(const auto runs, within(lane, span));
    for (const auto& run : runs) spans.push_back(run.span);
    auto row = past_within_.bind(lane, span.first.value(), span.last.value());
    while (true) {
        TRY(const bool found, row.next());
        if (!found) return spans;
        spans.push_back({Seq(static_cast<std::uint64_t>(row.integer(0))),
                         Seq(static_cast<std::uint64_t>(row.integer(1)))});
    }
}

}  // namespace aisle
