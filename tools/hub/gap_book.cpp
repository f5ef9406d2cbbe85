// SPDX-License-Identifier: Apache-2.0
#include "tools/hub/gap_book.hpp"

namespace aisle {
namespace {

Seq seq_at(const Query& row, int column) {
    return Seq(static_cast<std::uint64_t>(row.integer(column)));
}

Gap gap_from(const Query& row) {
    Gap gap;
    gap.first = seq_at(row, 0);
    gap.last = seq_at(row, 1);
    gap.reason = row.bytes(2);
    gap.id = id_from_bytes<EventId>(row.bytes(3));
    gap.chain = digest_from_bytes(row.bytes(4));
    return gap;
}

}  // namespace

const char* const GapBook::tables = R"sql(
-- id and chain stood at `last`; all zero where that is not known. `lost` are those of its numbers
-- that central had under no epoch when the gap was declared, `late` those that came after all.
CREATE TABLE gap(
    lane         INTEGER NOT NULL,
    first        INTEGER NOT NULL CHECK(first >= 1),
    last         INTEGER NOT NULL CHECK(last >= first),
    reason       TEXT NOT NULL,
    id           BLOB NOT NULL,
    chain        BLOB NOT NULL,
    origin       INTEGER,
    origin_first INTEGER,
    lost         INTEGER NOT NULL,
    late         INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY(lane, first)
) STRICT, WITHOUT ROWID;
CREATE INDEX gap_by_origin ON gap(origin, origin_first) WHERE origin IS NOT NULL;
)sql";

GapBook::GapBook(Database& db)
    : over_(db.prepare("SELECT first, last, reason, id, chain FROM gap WHERE lane = ?1"
                       " AND first <= ?2 ORDER BY first DESC LIMIT 1")),
      within_(db.prepare("SELECT first, last, reason, id, chain FROM gap WHERE lane = ?1"
                         " AND first BETWEEN (SELECT coalesce(max(first), 1) FROM gap"
                         "  WHERE lane = ?1 AND first <= ?2) AND ?3 AND last >= ?2"
                         " ORDER BY first")),
      elsewhere_(db.prepare("SELECT origin_first, origin_first + last - first FROM gap"
                            " WHERE origin = ?1 AND origin_first <= ?3"
                            " AND origin_first + last - first >= ?2")),
      insert_(db.prepare("INSERT INTO gap(lane, first, last, reason, id, chain, origin,"
                         " origin_first, lost) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)")),
      late_(db.prepare("UPDATE gap SET late = late + ?3 WHERE lane = ?1 AND first = ?2")),
      delete_after_(db.prepare("DELETE FROM gap WHERE lane = ?1 AND last > ?2")) {}

Result<std::optional<Gap>> GapBook::over(std::int64_t lane, Seq seq) {
    auto row = over_.bind(lane, seq.value());
    TRY(const bool found, row.next());
    if (!found || seq_at(row, 1) < seq) return std::optional<Gap>{};
    return std::optional(gap_from(row));
}

Result<std::vector<Gap>> GapBook::within(std::int64_t lane, const SeqSpan& span) {
    std::vector<Gap> gaps;
    auto row = within_.bind(lane, span.first.value(), span.last.value());
    while (true) {
        TRY(const bool found, row.next());
        if (!found) return gaps;
        gaps.push_back(gap_from(row));
    }
}

Result<std::vector<SeqSpan>> GapBook::declared_elsewhere(std::int64_t lane, const SeqSpan& span) {
    std::vector<SeqSpan> spans;
    auto row = elsewhere_.bind(lane, span.first.value(), span.last.value());
    while (true) {
        TRY(const bool found, row.next());
        if (!found) return spans;
        spans.push_back({seq_at(row, 0), seq_at(row, 1)});
    }
}

Result<void> GapBook::insert(std::int64_t lane, const GapPart& part, const Gap& gap) {
    const bool ends = part.span.last == gap.last;
    const EventId id = ends ? gap.id : EventId{};
    const Digest chain = ends ? gap.chain : Digest{};
    std::optional<std::int64_t> origin;
    if (part.origin != 0) origin = part.origin;
    std::optional<std::uint64_t> origin_first;
    if (part.origin != 0) origin_first = part.origin_first.value();
    return insert_
        .bind(lane, part.span.first.value(), part.span.last.value(), gap.reason, Blob{id.view()},
              Blob{chain.view()}, origin, origin_first, part.lost)
        .run();
}

Result<void> GapBook::add_late(std::int64_t lane, const Gap& gap, std::uint64_t count) {
    return late_.bind(lane, gap.first.value(), count).run();
}

Result<void> GapBook::forget_after(std::int64_t lane, Seq seq) {
    return delete_after_.bind(lane, seq.value()).run();
}

}  // namespace aisle
