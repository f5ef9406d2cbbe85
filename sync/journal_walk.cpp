// SPDX-License-Identifier: Apache-2.0
#include "sync/journal_walk.hpp"

#include <algorithm>

namespace aisle {
namespace {

constexpr std::size_t problems_max = 20;

std::string number(Lane lane, Seq seq) {
    return std::string(to_string(lane)) + " " + std::to_string(seq.value());
}

}  // namespace

JournalWalk::JournalWalk(Database& db)
    : begin_(db.prepare("BEGIN")),
      end_(db.prepare("COMMIT")),
      rows_(db.prepare("SELECT place, id, event, chain, person, salt FROM entry"
                       " WHERE place BETWEEN ?1 AND ?2 ORDER BY place LIMIT ?3")),
      beyond_(db.prepare("SELECT place FROM entry WHERE place BETWEEN ?1 AND ?2 LIMIT 1")),
      gap_(db.prepare("SELECT place, last, chain FROM gap WHERE place BETWEEN ?1 AND ?2"
                      " AND last >= ?3 ORDER BY place LIMIT 1")),
      others_(db.prepare("SELECT EXISTS(SELECT 1 FROM setting), EXISTS(SELECT 1 FROM request),"
                         " EXISTS(SELECT 1 FROM feed), EXISTS(SELECT 1 FROM quarantine)")),
      reader_(db) {}

void JournalWalk::blame(std::string problem) {
    if (report_.problems.size() < problems_max) report_.problems.push_back(std::move(problem));
}

Result<void> JournalWalk::quick() {
    {
        auto row = others_.bind();
        TRY(row.one());
    }
    TRY(state_, reader_.state());
    for (const Lane which : both_lanes) {
        const auto& lane = state_->lane(which);
        if (lane.head() < lane.first) continue;
        auto& progress = progress_[index_of(which)];
        constexpr std::uint64_t last_few = 32;
        const std::uint64_t back =
            std::max(lane.first.value(),
                     lane.head().value() > last_few ? lane.head().value() - last_few : 1);
        progress.at = Seq(back - 1);
        TRY(step_lane(which, last_few + 1));
    }
    for (const Lane which : both_lanes) TRY(check_end(which));
    progress_ = {};
    state_.reset();
    if (!report_.whole()) return Error(Errc::corrupt, report_.problems.front());
    report_ = {};
    return {};
}

Result<bool> JournalWalk::step(std::size_t rows_max) {
    TRY(begin_.bind().run());
    auto more = in_snapshot(rows_max);
    const auto ended = end_.bind().run();
    if (more && !ended) return ended.error();
    return more;
}

Result<bool> JournalWalk::in_snapshot(std::size_t rows_max) {
    if (!state_) {
        TRY(state_, reader_.state());
        for (const Lane which : both_lanes) {
            const auto& lane = state_->lane(which);
            auto& progress = progress_[index_of(which)];
            progress.at = lane.first.before();
            progress.chain = lane.anchor_chain;
            progress.chain_known = lane.anchor_chain != Digest{};
        }
    }
    for (const Lane which : both_lanes) {
        TRY(const bool more, step_lane(which, rows_max));
        if (more) return true;
    }
    for (const Lane which : both_lanes) TRY(check_end(which));
    return false;
}

void JournalWalk::check_row(Lane lane, const Query& row, Progress& progress) {
    ++report_.rows;
    const Seq seq = seq_of(row.integer(0));
    const auto header = decode_event_header(row.bytes(2));
    if (!header) {
        blame(number(lane, seq) + " is no event: " + header.error().what());
    } else if (header->id != id_from_bytes<EventId>(row.bytes(1))) {
        blame(number(lane, seq) + " holds another event than its id says");
    }
    if (lane == Lane::ledger) {
        const auto stored = digest_from_bytes(row.bytes(3));
        if (progress.chain_known && stored != sha256({progress.chain.view(), row.bytes(2)})) {
            blame(number(lane, seq) + " breaks the chain: an entry was changed or removed");
        }
        progress.chain = stored;
        progress.chain_known = true;
    }
    progress.at = seq;
    progress.id = id_from_bytes<EventId>(row.bytes(1));
}

// The counters end where the rows end: a number given again would replace a fact.
Result<void> JournalWalk::check_end(Lane which) {
    const auto& walked = state_->lane(which);
    const auto& progress = progress_[index_of(which)];
    TRY(const auto now, reader_.state());
    auto row = beyond_.bind(place_of(which, now.lane(which).next), place_of(which, Seq(seq_max)));
    TRY(const bool found, row.next());
    if (found) blame(number(which, now.lane(which).next) + " is a row that was never numbered");
    const bool chained = which == Lane::ledger && progress.chain_known;
    if (chained && progress.chain != walked.chain) {
        blame(number(which, walked.head()) + " does not end in the chain's head");
    }
    if (!progress.id.none() && progress.id != walked.last_id) {
        blame(number(which, walked.head()) + " is not the event that was numbered last");
    }
    return {};
}

Result<bool> JournalWalk::step_lane(Lane which, std::size_t rows_max) {
    auto& progress = progress_[index_of(which)];
    // Rows may have been trimmed since the walk began; what is gone is not missing.
    TRY(const auto now, reader_.state());
    const Seq first = now.lane(which).first;
    if (progress.at < first.before()) {
        progress.at = first.before();
        progress.chain_known = false;
        progress.id = {};
    }
    const Seq head = state_->lane(which).head();
    if (progress.at >= head) return false;
    auto row = rows_.bind(place_of(which, progress.at.next()), place_of(which, head), rows_max);
    std::size_t fetched = 0;
    bool more = false;
    const auto fetch = [&]() -> Result<void> {
        TRY(more, row.next());
        fetched += more ? 1 : 0;
        return {};
    };
    TRY(fetch());
    // Where the slice's rows are used up, what follows them is not known yet.
    while (progress.at < head && (more || fetched < rows_max)) {
        const Seq expected = progress.at.next();
        if (more && seq_of(row.integer(0)) == expected) {
            check_row(which, row, progress);
            TRY(fetch());
            continue;
        }
        if (more && seq_of(row.integer(0)) < expected) {
            // A wrong key has led back to what was seen; going on from there would never end.
            blame(number(which, seq_of(row.integer(0))) + " stands out of its order");
            progress.at = head;
            progress.chain_known = false;
            progress.id = {};
            break;
        }
        auto gap = gap_.bind(place_of(which, Seq(0)), place_of(which, expected), expected.value());
        TRY(const bool covered, gap.next());
        if (covered) {
            ++report_.gaps;
            progress.at = Seq(static_cast<std::uint64_t>(gap.integer(1)));
            progress.chain = digest_from_bytes(gap.bytes(2));
            progress.chain_known = progress.chain != Digest{};
            progress.id = {};
        } else {
            const Seq to = more ? seq_of(row.integer(0)).before() : head;
            blame(number(which, expected) + " to " + std::to_string(to.value()) +
                  " are neither rows nor a gap");
            progress.at = to;
            progress.chain_known = false;
            progress.id = {};
        }
        while (more && seq_of(row.integer(0)) <= progress.at) {
            TRY(fetch());
        }
    }
    return progress.at < head;
}

}  // namespace aisle
