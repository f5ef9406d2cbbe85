// SPDX-License-Identifier: Apache-2.0
#include "sync/journal.hpp"

#include "agent/base/limits.hpp"

#include <algorithm>
#include <utility>

namespace aisle {
namespace {

template <class Id>
Blob blob(const Id& id) {
    return Blob{id.view()};
}

Gap gap_from(const Query& row) {
    Gap gap;
    gap.first = seq_of(row.integer(0));
    gap.last = Seq(static_cast<std::uint64_t>(row.integer(1)));
    gap.reason = row.bytes(2);
    gap.id = id_from_bytes<EventId>(row.bytes(3));
    gap.chain = digest_from_bytes(row.bytes(4));
    if (!row.is_null(5)) gap.origin_epoch = id_from_bytes<Epoch>(row.bytes(5));
    gap.origin_first = Seq(static_cast<std::uint64_t>(row.integer(6)));
    return gap;
}

}  // namespace

Journal::Journal(Database& db)
    : get_setting_(db.prepare("SELECT value FROM setting WHERE name = ?1")),
      set_setting_(db.prepare("INSERT INTO setting(name, value) VALUES(?1, ?2)"
                              " ON CONFLICT(name) DO UPDATE SET value = excluded.value")),
      load_lane_(db.prepare("SELECT first, next, acked, acked_id, anchor_id, anchor_chain, chain,"
                            " last_id FROM lane WHERE lane = ?1")),
      new_lane_(db.prepare("INSERT INTO lane(lane, anchor_chain, chain) VALUES(?1, ?2, ?2)")),
      save_lane_(db.prepare("UPDATE lane SET first = ?2, next = ?3, acked = ?4, acked_id = ?5,"
                            " anchor_id = ?6, anchor_chain = ?7, chain = ?8, last_id = ?9"
                            " WHERE lane = ?1")),
      insert_(db.prepare("INSERT INTO entry(place, id, event, chain, person, salt)"
                         " VALUES(?1, ?2, ?3, ?4, ?5, ?6)")),
      row_(db.prepare("SELECT id, event, chain, person, salt FROM entry WHERE place = ?1")),
      delete_rows_(db.prepare("DELETE FROM entry WHERE place BETWEEN ?1 AND ?2")),
      gap_over_(db.prepare("SELECT place, last, reason, id, chain, origin_epoch, origin_first"
                           " FROM gap WHERE place BETWEEN ?1 AND ?2 ORDER BY place DESC LIMIT 1")),
      next_gap_(db.prepare("SELECT place FROM gap WHERE place BETWEEN ?1 AND ?2"
                           " ORDER BY place LIMIT 1")),
      insert_gap_(db.prepare("INSERT INTO gap(place, last, reason, id, chain, origin_epoch,"
                             " origin_first) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)")),
      extend_gap_(db.prepare("UPDATE gap SET last = ?2, id = ?3, chain = ?4 WHERE place = ?1")),
      delete_gaps_(db.prepare("DELETE FROM gap WHERE place BETWEEN ?1 AND ?2")),
      adopt_gaps_(db.prepare("UPDATE gap SET origin_epoch = ?1,"
                             " origin_first = place & 1152921504606846975"
                             " WHERE origin_epoch IS NULL")),
      marks_(db),
      persons_(db),
      set_aside_(db.prepare("INSERT INTO quarantine(lane, seq, id, event, person, salt, reason, at)"
                            " SELECT ?1, ?2, id, event, person, salt, ?4, ?5 FROM entry"
                            " WHERE place = ?3")),
      // Only of touch (1): the ledger is never given up for room.
      drop_aside_(db.prepare("DELETE FROM quarantine WHERE lane = 1 AND number <="
                             " (SELECT max(number) FROM quarantine WHERE lane = 1) - ?1")) {}

Result<void> Journal::load(Txn&, const Epoch& if_new) {
    auto setting = get_setting_.bind("epoch");
    TRY(const bool known, setting.next());
    if (!known) {
        TRY(set_setting_.bind("epoch", blob(if_new)).run());
        // The chain of a journal begins at its epoch, so two journals never share a link.
        const Digest birth = sha256({"aisle-chain-v1", if_new.view()});
        for (const Lane which : both_lanes) {
            TRY(new_lane_.bind(index_of(which), blob(birth)).run());
        }
        epoch_ = if_new;
    } else {
        epoch_ = id_from_bytes<Epoch>(setting.bytes(0));
    }
    for (const Lane which : both_lanes) {
        auto row = load_lane_.bind(index_of(which));
        TRY(row.one());
        auto& lane = lanes_[index_of(which)];
        lane.lane = which;
        lane.first = Seq(static_cast<std::uint64_t>(row.integer(0)));
        lane.next = Seq(static_cast<std::uint64_t>(row.integer(1)));
        lane.acked = Seq(static_cast<std::uint64_t>(row.integer(2)));
        lane.acked_id = id_from_bytes<EventId>(row.bytes(3));
        lane.anchor_id = id_from_bytes<EventId>(row.bytes(4));
        lane.anchor_chain = digest_from_bytes(row.bytes(5));
        lane.chain = digest_from_bytes(row.bytes(6));
        lane.last_id = id_from_bytes<EventId>(row.bytes(7));
    }
    return {};
}

Result<void> Journal::flush() {
    for (const Lane which : both_lanes) {
        if (!dirty_[index_of(which)]) continue;
        const auto& lane = lanes_[index_of(which)];
        TRY(save_lane_
                .bind(index_of(which), lane.first.value(), lane.next.value(), lane.acked.value(),
                      blob(lane.acked_id), blob(lane.anchor_id), blob(lane.anchor_chain),
                      blob(lane.chain), blob(lane.last_id))
                .run());
        dirty_[index_of(which)] = false;
    }
    return {};
}

// The cached counters, put back if the savepoint rolls back.
LaneState& Journal::change(Txn& txn, Lane which) {
    auto& lane = lanes_[index_of(which)];
    if (std::exchange(undone_by_[index_of(which)], txn.scope()) != txn.scope()) {
        txn.on_undo([this, which, before = lane] {
            lanes_[index_of(which)] = before;
            dirty_[index_of(which)] = true;
        });
    }
    dirty_[index_of(which)] = true;
    return lane;
}

Result<Receipt> Journal::append(Txn& txn, const Event& event) {
    auto& lane = change(txn, event.lane);
    const Seq seq = lane.next;
    const bool has_person = !event.person.empty();
    std::optional<Blob> chain;
    if (event.lane == Lane::ledger) {
        lane.chain = sha256({lane.chain.view(), event.bytes});
        chain = blob(lane.chain);
    }
    TRY(insert_
            .bind(place_of(event.lane, seq), blob(event.id), Blob{event.bytes}, chain,
                  has_person ? std::optional(Blob{event.person}) : std::nullopt,
                  has_person ? std::optional(Blob{event.salt}) : std::nullopt)
            .run());
    if (has_person) TRY(persons_.note(place_of(event.lane, seq), event.person));
    lane.next = seq.next();
    lane.last_id = event.id;
    return Receipt{event.id, epoch_, event.lane, seq};
}

Result<std::optional<EventId>> Journal::id_at(Lane which, Seq seq) {
    if (seq.none()) return std::optional(EventId{});
    TRY(const auto id, find_id(which, seq));
    return id.none() ? std::nullopt : std::optional(id);
}

// None where damage has taken it.
Result<EventId> Journal::find_id(Lane which, Seq seq) {
    const auto& lane = lanes_[index_of(which)];
    if (seq == lane.head()) return lane.last_id;
    if (seq == lane.acked) return lane.acked_id;
    if (seq == lane.first.before()) return lane.anchor_id;
    auto row = row_.bind(place_of(which, seq));
    TRY(const bool found, row.next());
    if (found) return id_from_bytes<EventId>(row.bytes(0));
    TRY(const auto gap, gap_over(which, seq));
    return gap && gap->last == seq ? gap->id : EventId{};
}

Result<bool> Journal::fits(Lane which, Seq seq, const EventId& told) {
    TRY(const auto id, id_at(which, seq));
    return !id || told.none() || *id == told;
}

Result<std::optional<Gap>> Journal::gap_over(Lane which, Seq seq) {
    auto row = gap_over_.bind(place_of(which, Seq(0)), place_of(which, seq));
    TRY(const bool found, row.next());
    if (!found) return std::optional<Gap>{};
    auto gap = gap_from(row);
    if (gap.last < seq) return std::optional<Gap>{};
    return std::optional(std::move(gap));
}

Result<void> Journal::acknowledge(Txn& txn, const Committed& told, std::optional<WallTime> truth) {
    const auto& known = lane(told.lane);
    if (told.through <= known.acked) return {};
    if (told.through >= known.next) {
        return Error(Errc::invalid, "central committed numbers that were never given");
    }
    TRY(const bool same, fits(told.lane, told.through, told.id));
    if (!same) return Error(Errc::conflict, "central has another event there");
    auto& state = change(txn, told.lane);
    state.acked = told.through;
    state.acked_id = told.id;
    return marks_.note(told.lane, told.through, truth);
}

Result<void> Journal::rewind(Txn& txn, const Committed& told) {
    auto& state = change(txn, told.lane);
    const Seq anchor = state.first.before();
    if (told.through < anchor) {
        const Gap gap{told.through.next(), anchor,       "trimmed", state.anchor_id,
                      state.anchor_chain,  std::nullopt, Seq{}};
        TRY(add_gap(told.lane, gap));
        state.first = told.through.next();
        state.anchor_id = told.id;
        state.anchor_chain = Digest{};
    }
    state.acked = told.through;
    state.acked_id = told.id;
    return marks_.forget_after(told.lane, told.through);
}

Result<void> Journal::fork(Txn& txn, const Epoch& fresh) {
    TRY(adopt_gaps_.bind(blob(epoch_)).run());
    for (const Lane which : both_lanes) {
        auto& state = change(txn, which);
        if (state.first > Seq(1)) {
            const Gap gap{Seq(1),          state.first.before(), "trimmed",
                          state.anchor_id, state.anchor_chain,   epoch_,
                          Seq(1)};
            TRY(add_gap(which, gap));
            state.first = Seq(1);
            state.anchor_id = EventId{};
            state.anchor_chain = Digest{};
        }
        state.acked = Seq{};
        state.acked_id = EventId{};
        TRY(marks_.forget_after(which, Seq{}));
    }
    TRY(set_setting_.bind("epoch", blob(fresh)).run());
    txn.on_undo([this, before = epoch_] { epoch_ = before; });
    epoch_ = fresh;
    return {};
}

// A gap next to an older one of the same kind makes it longer, unless central has settled it.
Result<void> Journal::add_gap(Lane which, const Gap& gap) {
    if (!gap.origin_epoch && gap.first > Seq(1)) {
        TRY(const auto before, gap_over(which, gap.first.before()));
        if (before && before->reason == gap.reason && !before->origin_epoch &&
            before->last > lane(which).acked) {
            return extend_gap_
                .bind(place_of(which, before->first), gap.last.value(), blob(gap.id),
                      blob(gap.chain))
                .run();
        }
    }
    std::optional<Blob> origin;
    if (gap.origin_epoch) origin = blob(*gap.origin_epoch);
    return insert_gap_
        .bind(place_of(which, gap.first), gap.last.value(), gap.reason, blob(gap.id),
              blob(gap.chain), origin, gap.origin_first.value())
        .run();
}

Result<void> Journal::quarantine(Txn&, const Receipt& where, std::string_view reason,
                                 WallTime now) {
    const auto place = place_of(where.lane, where.seq);
    Gap gap{where.seq, where.seq, "quarantined", {}, {}, std::nullopt, Seq{}};
    {
        auto row = row_.bind(place);
        TRY(row.one());
        gap.id = id_from_bytes<EventId>(row.bytes(0));
        gap.chain = digest_from_bytes(row.bytes(2));
    }
    TRY(set_aside_.bind(index_of(where.lane), where.seq.value(), place, reason, micros(now)).run());
    TRY(drop_aside_.bind(quarantine_rows_max).run());
    TRY(delete_rows_.bind(place, place).run());
    return add_gap(where.lane, gap);
}

Result<void> Journal::declare_missing(Txn&, Lane which, Seq first, Seq last) {
    const auto& state = lane(which);
    Gap gap{first, last, "missing", {}, {}, std::nullopt, Seq{}};
    if (last == state.head()) {
        gap.id = state.last_id;
        gap.chain = state.chain;
    }
    return add_gap(which, gap);
}

Result<std::size_t> Journal::trim(Txn& txn, Lane which, Seq through, std::size_t rows_max) {
    const auto& known = lane(which);
    Seq last(std::min(
        {through.value(), known.acked.value(), known.first.value() + std::uint64_t{rows_max} - 1}));
    if (last < known.first) return std::size_t{0};
    // A gap goes as a whole or stays as a whole; it is one row however many numbers it covers.
    TRY(const auto straddling, gap_over(which, last));
    if (straddling && straddling->last > last) {
        const bool whole = straddling->last <= std::min(through, known.acked);
        last = whole ? straddling->last : straddling->first.before();
    }
    if (last < known.first) return std::size_t{0};
    const auto from = place_of(which, known.first);
    const auto to = place_of(which, last);
    auto& state = change(txn, which);
    TRY(keep_anchor(state, last));
    TRY(delete_rows_.bind(from, to).run());
    TRY(delete_gaps_.bind(from, to).run());
    TRY(marks_.forget_before(which, last));
    const auto count = last.value() - state.first.value() + 1;
    state.first = last.next();
    return static_cast<std::size_t>(count);
}

// What stood at the last number that goes, as far as it is known.
Result<void> Journal::keep_anchor(LaneState& state, Seq last) {
    TRY(state.anchor_id, find_id(state.lane, last));
    auto row = row_.bind(place_of(state.lane, last));
    TRY(const bool found, row.next());
    TRY(const auto gap, gap_over(state.lane, last));
    state.anchor_chain = found ? digest_from_bytes(row.bytes(2)) : gap ? gap->chain : Digest{};
    return {};
}

Result<std::size_t> Journal::evict_touch(Txn&, std::size_t rows_max) {
    const auto& state = lane(Lane::touch);
    Seq first = state.acked.next();
    while (true) {
        TRY(const auto over, gap_over(Lane::touch, first));
        if (!over) break;
        first = over->last.next();
    }
    const Seq last(std::min(state.head().value(), first.value() + rows_max - 1));
    if (last < first) return std::size_t{0};
    TRY(const Seq end, end_of_rows(Lane::touch, first, last));
    Gap gap{first, end, "evicted", {}, {}, std::nullopt, Seq{}};
    TRY(const auto id, id_at(Lane::touch, end));
    gap.id = id.value_or(EventId{});
    TRY(delete_rows_.bind(place_of(Lane::touch, first), place_of(Lane::touch, end)).run());
    TRY(add_gap(Lane::touch, gap));
    return static_cast<std::size_t>(end.value() - first.value() + 1);
}

Result<Seq> Journal::end_of_rows(Lane which, Seq first, Seq last) {
    auto row = next_gap_.bind(place_of(which, first), place_of(which, last));
    TRY(const bool found, row.next());
    return found ? seq_of(row.integer(0)).before() : last;
}

}  // namespace aisle
