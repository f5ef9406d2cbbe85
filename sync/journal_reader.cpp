// SPDX-License-Identifier: Apache-2.0
#include "sync/journal_reader.hpp"

#include "agent/base/limits.hpp"

#include <algorithm>

namespace aisle {
namespace {

Seq seq_column(const Query& row, int column) {
    return Seq(static_cast<std::uint64_t>(row.integer(column)));
}

// One snapshot for several statements; ends with the scope.
class Snapshot {
public:
    Snapshot(Statement& begin, Statement& end) : end_(end), begun_(begin.bind().run()) {}
    ~Snapshot() {
        if (begun_) [[maybe_unused]]
            const auto ended = end_.bind().run();
    }
    Snapshot(const Snapshot&) = delete;
    Snapshot& operator=(const Snapshot&) = delete;
    const Result<void>& begun() const { return begun_; }

private:
    Statement& end_;
    Result<void> begun_;
};

// What an entry adds to a message besides its bytes: names, quotes, salt; and what a gap is.
constexpr std::size_t entry_frame_bytes = 96;
constexpr std::size_t gap_frame_bytes = 288;

}  // namespace

JournalReader::JournalReader(Database& db)
    : begin_(db.prepare("BEGIN")),
      end_(db.prepare("COMMIT")),
      epoch_(db.prepare("SELECT value FROM setting WHERE name = 'epoch'")),
      lanes_(db.prepare("SELECT lane, first, next, acked, acked_id, anchor_id, anchor_chain, chain,"
                        " last_id FROM lane ORDER BY lane")),
      rows_(db.prepare("SELECT place, id, event, chain, person, salt FROM entry"
                       " WHERE place BETWEEN ?1 AND ?2 ORDER BY place LIMIT ?3")),
      gaps_(db.prepare("SELECT place, last, reason, id, chain, origin_epoch, origin_first FROM gap"
                       " WHERE place BETWEEN ?1 AND ?2 AND last >= ?3 ORDER BY place LIMIT 1")),
      row_(db.prepare("SELECT id, chain FROM entry WHERE place = ?1")),
      oldest_(db.prepare("SELECT id FROM entry WHERE place BETWEEN ?1 AND ?2"
                         " ORDER BY place LIMIT 1")),
      gapped_after_(db.prepare("SELECT sum(last - max(place & 1152921504606846975, ?3 + 1) + 1)"
                               " FROM gap WHERE place BETWEEN ?1 AND ?2 AND last > ?3")),
      gap_count_(db.prepare("SELECT sum(last - (place & 1152921504606846975) + 1) FROM gap"
                            " WHERE reason <> 'trimmed'")),
      quarantined_(db.prepare("SELECT count(*) FROM quarantine")) {}

Result<JournalState> JournalReader::state() {
    JournalState state;
    auto epoch = epoch_.bind();
    TRY(epoch.one());
    state.epoch = id_from_bytes<Epoch>(epoch.bytes(0));
    auto row = lanes_.bind();
    for (const Lane which : both_lanes) {
        TRY(row.one());
        auto& lane = state.lanes[index_of(which)];
        lane.lane = which;
        lane.first = seq_column(row, 1);
        lane.next = seq_column(row, 2);
        lane.acked = seq_column(row, 3);
        lane.acked_id = id_from_bytes<EventId>(row.bytes(4));
        lane.anchor_id = id_from_bytes<EventId>(row.bytes(5));
        lane.anchor_chain = digest_from_bytes(row.bytes(6));
        lane.chain = digest_from_bytes(row.bytes(7));
        lane.last_id = id_from_bytes<EventId>(row.bytes(8));
    }
    return state;
}

Result<std::optional<Gap>> JournalReader::gap_from(Lane lane, Seq seq) {
    auto row = gaps_.bind(place_of(lane, Seq(0)), place_of(lane, Seq(seq_max)), seq.value());
    TRY(const bool found, row.next());
    if (!found) return std::optional<Gap>{};
    Gap gap;
    gap.first = seq_of(row.integer(0));
    gap.last = seq_column(row, 1);
    gap.reason = row.bytes(2);
    gap.id = id_from_bytes<EventId>(row.bytes(3));
    gap.chain = digest_from_bytes(row.bytes(4));
    if (!row.is_null(5)) {
        gap.origin_epoch = id_from_bytes<Epoch>(row.bytes(5));
        gap.origin_first = seq_column(row, 6);
    }
    // A batch may begin inside a gap of which central settled the front.
    if (gap.first < seq) {
        if (gap.origin_epoch) {
            gap.origin_first = Seq(gap.origin_first.value() + seq.value() - gap.first.value());
        }
        gap.first = seq;
    }
    return std::optional(std::move(gap));
}

Result<NextBatch> JournalReader::next_batch(Lane lane, Seq after, BatchBounds bounds) {
    const Snapshot snapshot(begin_, end_);
    TRY(snapshot.begun());
    TRY(auto journal, state());
    const auto& known = journal.lane(lane);
    TRY(auto next, collect(known, std::max(after, known.first.before()), bounds));
    if (!next.batch) return next;
    auto& batch = *next.batch;
    batch.epoch = journal.epoch;
    const Seq before = batch.first.before();
    std::optional<Digest> chain;
    if (before == known.first.before()) {
        batch.before_id = known.anchor_id;
        if (known.anchor_chain != Digest{}) chain = known.anchor_chain;
    } else if (before == known.acked) {
        batch.before_id = known.acked_id;
    }
    auto row = row_.bind(place_of(lane, before));
    TRY(const bool found, row.next());
    if (found) {
        batch.before_id = id_from_bytes<EventId>(row.bytes(0));
        chain = digest_from_bytes(row.bytes(1));
    } else if (!before.none()) {
        TRY(const auto gap, gap_from(lane, before));
        if (gap && gap->first == before && gap->last == before) {
            batch.before_id = gap->id;
            if (gap->chain != Digest{}) chain = gap->chain;
        }
    }
    if (lane == Lane::ledger) batch.before_chain = chain;
    // What damage has taken is not known, and nothing is said of it.
    if (!before.none() && batch.before_id && batch.before_id->none()) batch.before_id.reset();
    return next;
}

Result<NextBatch> JournalReader::collect(const LaneState& state, Seq after, BatchBounds bounds) {
    NextBatch next;
    Batch batch;
    batch.lane = state.lane;
    batch.first = after.next();
    Seq at = after;
    std::size_t bytes = 0;
    TRY(auto gap, gap_from(state.lane, after.next()));
    auto row = rows_.bind(place_of(state.lane, after.next()), place_of(state.lane, state.head()),
                          bounds.entries_max);
    TRY(bool more, row.next());
    while (at < state.head() && batch.gaps.size() < batch_gaps_max) {
        const Seq expected = at.next();
        // One by one means an entry alone, so that a number can be blamed.
        if (bounds.entries_max == 1 && !batch.entries.empty()) break;
        if (gap && gap->first == expected) {
            if (at > after && bytes + gap_frame_bytes > bounds.bytes_max) break;
            bytes += gap_frame_bytes;
            at = gap->last;
            next.last_id = gap->id;
            batch.gaps.push_back(*gap);
            TRY(gap, gap_from(state.lane, at.next()));
            // Rows that stand under a gap were resent or came back; the gap speaks for them.
            while (more && seq_of(row.integer(0)) <= at) {
                TRY(more, row.next());
            }
            continue;
        }
        if (!more || seq_of(row.integer(0)) != expected) break;
        if (bounds.entries_max == 1 && at > after) break;
        const std::size_t size = row.bytes(2).size() + row.bytes(4).size() + entry_frame_bytes;
        if (at > after && bytes + size > bounds.bytes_max) break;
        bytes += size;
        batch.entries.push_back(
            {std::string(row.bytes(2)), std::string(row.bytes(4)), std::string(row.bytes(5))});
        next.last_id = id_from_bytes<EventId>(row.bytes(1));
        at = expected;
        TRY(more, row.next());
    }
    if (at > after) {
        batch.last = at;
        next.batch = std::move(batch);
    } else if (at < state.head()) {
        Seq last = more ? seq_of(row.integer(0)).before() : state.head();
        if (gap && gap->first <= last) last = gap->first.before();
        next.missing = Gap{at.next(), last, "missing", {}, {}, std::nullopt, Seq{}};
    }
    return next;
}

Result<std::vector<JournalRow>> JournalReader::page(Lane lane, Seq after, std::size_t rows_max) {
    std::vector<JournalRow> rows;
    auto row = rows_.bind(place_of(lane, after.next()), place_of(lane, Seq(seq_max)),
                          std::min(rows_max, journal_page_max));
    while (true) {
        TRY(const bool found, row.next());
        if (!found) return rows;
        rows.push_back({seq_of(row.integer(0)), id_from_bytes<EventId>(row.bytes(1)),
                        std::string(row.bytes(2)), !row.is_null(4)});
    }
}

Result<Backlog> JournalReader::backlog(Lane lane, Seq acked) {
    const Snapshot snapshot(begin_, end_);
    TRY(snapshot.begun());
    TRY(const auto journal, state());
    const auto& known = journal.lane(lane);
    Backlog backlog;
    if (known.head() <= acked) return backlog;
    auto gapped =
        gapped_after_.bind(place_of(lane, Seq(0)), place_of(lane, Seq(seq_max)), acked.value());
    TRY(gapped.one());
    backlog.waiting =
        known.head().value() - acked.value() - static_cast<std::uint64_t>(gapped.integer(0));
    auto oldest = oldest_.bind(place_of(lane, acked.next()), place_of(lane, known.head()));
    TRY(const bool found, oldest.next());
    if (found) backlog.oldest = time_of(id_from_bytes<EventId>(oldest.bytes(0)));
    return backlog;
}

Result<std::uint64_t> JournalReader::gap_count() {
    auto row = gap_count_.bind();
    TRY(row.one());
    return static_cast<std::uint64_t>(row.integer(0));
}

Result<std::uint64_t> JournalReader::quarantined() {
    auto row = quarantined_.bind();
    TRY(row.one());
    return static_cast<std::uint64_t>(row.integer(0));
}

WallTime time_of(const EventId& id) {
    std::int64_t ms = 0;
    for (std::size_t i = 0; i < 6; ++i) ms = ms * 256 + id.bytes[i];
    return WallTime{Millis{ms}};
}

}  // namespace aisle
