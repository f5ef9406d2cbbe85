// SPDX-License-Identifier: Apache-2.0
#include "tools/hub/lane_book.hpp"

#include "sync/place.hpp"
#include "tools/hub/bounds.hpp"

#include <algorithm>

namespace aisle {
namespace {

// What nobody knows cannot contradict.
bool fits(const EventId& ours, const EventId& told) {
    return ours.none() || told.none() || ours == told;
}

bool known(const std::optional<Digest>& chain) {
    return chain && *chain != Digest{};
}

std::optional<Blob> blob(const std::optional<Digest>& chain) {
    return known(chain) ? std::optional(Blob{chain->view()}) : std::nullopt;
}

std::optional<Digest> digest_at(const Query& row, int column) {
    if (row.is_null(column)) return std::nullopt;
    return digest_from_bytes(row.bytes(column));
}

Seq seq_at(const Query& row, int column) {
    return Seq(static_cast<std::uint64_t>(row.integer(column)));
}

LaneRow lane_from(const Query& row) {
    LaneRow lane;
    lane.number = row.integer(0);
    lane.device = row.integer(1);
    lane.epoch = id_from_bytes<Epoch>(row.bytes(2));
    lane.lane = row.integer(3) == 0 ? Lane::ledger : Lane::touch;
    lane.committed = seq_at(row, 4);
    lane.id = id_from_bytes<EventId>(row.bytes(5));
    lane.chain = digest_at(row, 6);
    lane.run_head = seq_at(row, 7);
    lane.gap_head = seq_at(row, 8);
    lane.forked = row.integer(9) != 0;
    return lane;
}

}  // namespace

const char* const LaneBook::tables = R"sql(
-- lane: 0 ledger, 1 touch. id and chain stand at `committed`.
CREATE TABLE lane(
    number    INTEGER PRIMARY KEY,
    device    INTEGER NOT NULL,
    epoch     BLOB NOT NULL,
    lane      INTEGER NOT NULL CHECK(lane IN (0, 1)),
    committed INTEGER NOT NULL DEFAULT 0,
    id        BLOB NOT NULL DEFAULT x'00000000000000000000000000000000',
    chain     BLOB,
    run_head  INTEGER NOT NULL DEFAULT 0,
    gap_head  INTEGER NOT NULL DEFAULT 0,
    forked    INTEGER NOT NULL DEFAULT 0,
    UNIQUE(device, epoch, lane)
) STRICT;
-- What a batch that came early said stood before its first number.
CREATE TABLE seam(
    lane  INTEGER NOT NULL,
    at    INTEGER NOT NULL,
    id    BLOB NOT NULL,
    chain BLOB,
    PRIMARY KEY(lane, at)
) STRICT, WITHOUT ROWID;
-- The first number of a lane at which two events were told; both are stored.
CREATE TABLE contested(
    lane INTEGER PRIMARY KEY,
    seq  INTEGER NOT NULL,
    held BLOB NOT NULL,
    told BLOB NOT NULL,
    at   INTEGER NOT NULL
) STRICT;
)sql";

LaneBook::LaneBook(Database& db, EventLedger& ledger, FindingBook& findings)
    : ledger_(ledger),
      findings_(findings),
      runs_(db),
      gaps_(db),
      find_(db.prepare("SELECT number, device, epoch, lane, committed, id, chain, run_head,"
                       " gap_head, forked FROM lane WHERE device = ?1 AND epoch = ?2"
                       " AND lane = ?3")),
      newest_(db.prepare("SELECT number, device, epoch, lane, committed, id, chain, run_head,"
                         " gap_head, forked FROM lane WHERE device = ?1 AND lane = ?2"
                         " ORDER BY number DESC LIMIT 1")),
      count_(db.prepare("SELECT count(*) FROM lane WHERE device = ?1")),
      insert_(db.prepare("INSERT INTO lane(device, epoch, lane) VALUES(?1, ?2, 0), (?1, ?2, 1)")),
      save_(db.prepare("UPDATE lane SET committed = ?2, id = ?3, chain = ?4, run_head = ?5,"
                       " gap_head = ?6 WHERE number = ?1")),
      fork_(db.prepare("UPDATE lane SET forked = 1 WHERE device = ?1 AND epoch = ?2")),
      contested_(db.prepare("INSERT INTO contested(lane, seq, held, told, at)"
                            " VALUES(?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING")),
      seam_(db.prepare("SELECT id, chain FROM seam WHERE lane = ?1 AND at = ?2")),
      insert_seam_(db.prepare("INSERT INTO seam(lane, at, id, chain) VALUES(?1, ?2, ?3, ?4)")),
      delete_seam_(db.prepare("DELETE FROM seam WHERE lane = ?1 AND at = ?2")),
      delete_seams_after_(db.prepare("DELETE FROM seam WHERE lane = ?1 AND at > ?2")) {}

// ---- Rows ----

Result<std::optional<LaneRow>> LaneBook::find(std::int64_t device, const Epoch& epoch, Lane lane) {
    auto row = find_.bind(device, Blob{epoch.view()}, index_of(lane));
    TRY(const bool found, row.next());
    return found ? std::optional(lane_from(row)) : std::nullopt;
}

Result<std::optional<LaneRow>> LaneBook::newest(std::int64_t device, Lane lane) {
    auto row = newest_.bind(device, index_of(lane));
    TRY(const bool found, row.next());
    return found ? std::optional(lane_from(row)) : std::nullopt;
}

Result<LaneRow> LaneBook::meet(std::int64_t device, const Epoch& epoch, Lane lane) {
    TRY(auto row, find(device, epoch, lane));
    if (!row) {
        TRY(begin_epoch(device, epoch));
        TRY(row, find(device, epoch, lane));
    }
    return *row;
}

Result<void> LaneBook::begin_epoch(std::int64_t device, const Epoch& epoch) {
    auto row = count_.bind(device);
    TRY(row.one());
    if (row.integer(0) / 2 >= hub_epochs_max) {
        return Error(Errc::denied,
                     "the device has begun more epochs than " + std::to_string(hub_epochs_max))
            .coded("too_many_epochs");
    }
    return insert_.bind(device, Blob{epoch.view()}).run();
}

Result<void> LaneBook::save(const LaneRow& lane) {
    return save_
        .bind(lane.number, lane.committed.value(), Blob{lane.id.view()}, blob(lane.chain),
              lane.run_head.value(), lane.gap_head.value())
        .run();
}

// ---- Forks ----

Result<void> LaneBook::mark_forked(LaneRow& lane, const Contest& contest, WallTime now) {
    if (lane.forked) return {};
    lane.forked = true;
    TRY(fork_.bind(lane.device, Blob{lane.epoch.view()}).run());
    TRY(contested_
            .bind(lane.number, contest.seq.value(), Blob{contest.held.view()},
                  Blob{contest.told.view()}, micros(now))
            .run());
    return findings_.note(lane.device,
                          {.kind = "fork",
                           .text = "holds " + to_string(contest.held) +
                                   " where the device now has " + to_string(contest.told),
                           .epoch = lane.epoch,
                           .lane = to_string(lane.lane),
                           .seq = contest.seq,
                           .id = contest.told},
                          now);
}

Result<EventId> LaneBook::id_at(const LaneRow& lane, Seq seq) {
    if (seq == lane.committed) return lane.id;
    TRY(const auto run, runs_.over(lane.number, seq));
    if (run) return ledger_.id_of(run->event_at(seq));
    TRY(const auto gap, gaps_.over(lane.number, seq));
    return gap && gap->last == seq ? gap->id : EventId{};
}

Result<void> LaneBook::check_id(LaneRow& lane, Seq seq, const EventId& told, WallTime now) {
    TRY(const auto ours, id_at(lane, seq));
    if (fits(ours, told)) return {};
    return mark_forked(lane, {seq, ours, told}, now);
}

// ---- Seams ----

Result<void> LaneBook::join(LaneRow& lane, const Seam& seam, WallTime now) {
    if (seam.at > lane.committed) return keep_seam(lane, seam, now);
    if (seam.id) {
        TRY(check_id(lane, seam.at, *seam.id, now));
    }
    if (seam.at == lane.committed && known(seam.chain)) return check_chain(lane, *seam.chain, now);
    return {};
}

Result<void> LaneBook::keep_seam(LaneRow& lane, const Seam& seam, WallTime now) {
    const auto told = seam.id.value_or(EventId{});
    TRY(check_id(lane, seam.at, told, now));
    auto row = seam_.bind(lane.number, seam.at.value());
    TRY(const bool found, row.next());
    if (!found) {
        return insert_seam_.bind(lane.number, seam.at.value(), Blob{told.view()}, blob(seam.chain))
            .run();
    }
    const auto held = id_from_bytes<EventId>(row.bytes(0));
    if (fits(held, told)) return {};
    return mark_forked(lane, {seam.at, held, told}, now);
}

// What was computed from the stored bytes against what the device says. It goes on from its word,
// so that one break is told once.
Result<void> LaneBook::check_chain(LaneRow& lane, const Digest& told, WallTime now) {
    const bool whole = !known(lane.chain) || *lane.chain == told;
    lane.chain = told;
    if (whole) return {};
    return findings_.note(lane.device,
                          {.kind = "chain_broken",
                           .text = "the events do not hash to the chain that the device names",
                           .epoch = lane.epoch,
                           .lane = to_string(lane.lane),
                           .seq = lane.committed,
                           .id = lane.id},
                          now);
}

// True when the prefix may pass on.
Result<bool> LaneBook::meet_seam(LaneRow& lane, WallTime now) {
    Seam seam{lane.committed, std::nullopt, std::nullopt};
    {
        auto row = seam_.bind(lane.number, lane.committed.value());
        TRY(const bool found, row.next());
        if (!found) return true;
        seam.id = id_from_bytes<EventId>(row.bytes(0));
        seam.chain = digest_at(row, 1);
    }
    TRY(delete_seam_.bind(lane.number, lane.committed.value()).run());
    TRY(join(lane, seam, now));
    return !lane.forked;
}

// ---- Events ----

Result<void> LaneBook::place(LaneRow& lane, const Placement& placement, WallTime now) {
    const auto span = placement.span();
    std::vector<SeqSpan> taken;
    if (span.first <= lane.run_head) {
        TRY(const auto runs, runs_.within(lane.number, span));
        for (const auto& run : runs) {
            TRY(compare(lane, run, placement, now));
            taken.push_back(run.span);
        }
    }
    for (const auto& part : uncovered(span, std::move(taken))) {
        TRY(runs_.insert(lane.number, placement, part));
        if (part.first <= lane.gap_head) {
            TRY(note_late(lane, part, now));
        }
    }
    lane.run_head = std::max(lane.run_head, span.last);
    return {};
}

Result<void> LaneBook::compare(LaneRow& lane, const Run& run, const Placement& placement,
                               WallTime now) {
    const auto span = placement.span();
    const Seq last = std::min(span.last, run.span.last);
    for (Seq seq = std::max(span.first, run.span.first); seq <= last; seq = seq.next()) {
        const auto told = placement.event_at(seq);
        if (told == run.event_at(seq)) continue;
        TRY(const auto id, ledger_.id_of(told));
        TRY(const auto held, ledger_.id_of(run.event_at(seq)));
        if (held != id) return mark_forked(lane, {seq, held, id}, now);
    }
    return {};
}

Result<void> LaneBook::note_late(LaneRow& lane, const SeqSpan& part, WallTime now) {
    TRY(const auto gaps, gaps_.within(lane.number, part));
    for (const auto& gap : gaps) {
        const SeqSpan both{std::max(gap.first, part.first), std::min(gap.last, part.last)};
        TRY(gaps_.add_late(lane.number, gap, both.count()));
        if (both.last != gap.last) continue;
        TRY(const auto run, runs_.over(lane.number, gap.last));
        TRY(const auto id, ledger_.id_of(run->event_at(gap.last)));
        if (!fits(gap.id, id)) {
            TRY(mark_forked(lane, {gap.last, gap.id, id}, now));
        }
    }
    return {};
}

// ---- Gaps ----

Result<void> LaneBook::declare(LaneRow& lane, const Gap& gap, WallTime now) {
    TRY(check_id(lane, gap.last, gap.id, now));
    const SeqSpan span{gap.first, gap.last};
    std::vector<SeqSpan> told;
    TRY(const auto before, gaps_.within(lane.number, span));
    for (const auto& other : before) told.push_back({other.first, other.last});
    std::int64_t origin = 0;
    if (gap.origin_epoch) {
        TRY(const auto first, meet(lane.device, *gap.origin_epoch, lane.lane));
        origin = first.number;
    }
    for (const auto& fresh : uncovered(span, std::move(told))) {
        GapPart part{fresh, origin, Seq{}};
        part.origin_first = Seq(gap.origin_first.value() + fresh.first.value() - gap.first.value());
        TRY(part.lost, count_lost(lane, part));
        TRY(gaps_.insert(lane.number, part, gap));
    }
    lane.gap_head = std::max(lane.gap_head, gap.last);
    return {};
}

// Numbers of the gap that central has under neither epoch and did not count before.
Result<std::uint64_t> LaneBook::count_lost(const LaneRow& lane, const GapPart& part) {
    TRY(auto here, runs_.ever_within(lane.number, part.span));
    if (part.origin == 0) return count_of(uncovered(part.span, std::move(here)));
    const auto span = part.origin_span();
    std::vector<SeqSpan> accounted;
    for (const auto& run : here) {
        const SeqSpan both{std::max(run.first, part.span.first),
                           std::min(run.last, part.span.last)};
        const auto first = span.first.value() + both.first.value() - part.span.first.value();
        accounted.push_back({Seq(first), Seq(first + both.count() - 1)});
    }
    TRY(const auto there, runs_.ever_within(part.origin, span));
    accounted.insert(accounted.end(), there.begin(), there.end());
    TRY(const auto declared, gaps_.within(part.origin, span));
    for (const auto& gap : declared) accounted.push_back({gap.first, gap.last});
    TRY(const auto elsewhere, gaps_.declared_elsewhere(part.origin, span));
    accounted.insert(accounted.end(), elsewhere.begin(), elsewhere.end());
    return count_of(uncovered(span, std::move(accounted)));
}

// ---- The settled prefix ----

Result<void> LaneBook::settle(LaneRow& lane, WallTime now) {
    while (!lane.forked) {
        TRY(const bool fits_on, meet_seam(lane, now));
        const Seq next = lane.committed.next();
        if (!fits_on || next > std::max(lane.run_head, lane.gap_head)) break;
        TRY(const auto run, runs_.over(lane.number, next));
        if (run) {
            TRY(pass_run(lane, *run));
            continue;
        }
        TRY(const auto gap, gaps_.over(lane.number, next));
        if (!gap) break;
        pass_gap(lane, *gap);
    }
    return save(lane);
}

Result<void> LaneBook::pass_run(LaneRow& lane, const Run& run) {
    const auto first = run.event_at(lane.committed.next());
    const auto last = run.event_at(run.span.last);
    if (lane.lane == Lane::ledger && known(lane.chain)) {
        TRY(lane.chain, ledger_.chain(*lane.chain, first, last));
    }
    TRY(lane.id, ledger_.id_of(last));
    lane.committed = run.span.last;
    return {};
}

void LaneBook::pass_gap(LaneRow& lane, const Gap& gap) {
    lane.committed = gap.last;
    lane.id = gap.id;
    lane.chain = gap.chain;
}

Result<void> LaneBook::rewind(LaneRow& lane, Seq to) {
    TRY(const auto gap, gaps_.over(lane.number, to));
    if (gap && gap->last != to) to = gap->first.before();
    if (to >= lane.committed) {
        return Error(
            Errc::invalid,
            "only numbers before " + std::to_string(lane.committed.value()) + " can be sent again");
    }
    TRY(lane.id, id_at(lane, to));
    TRY(runs_.forget_after(lane.number, to));
    TRY(gaps_.forget_after(lane.number, to));
    TRY(delete_seams_after_.bind(lane.number, to.value()).run());
    lane.committed = lane.run_head = lane.gap_head = to;
    // The first batch that comes again names the chain from which to go on.
    lane.chain.reset();
    return save(lane);
}

}  // namespace aisle
