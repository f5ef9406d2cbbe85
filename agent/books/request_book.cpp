// SPDX-License-Identifier: Apache-2.0
#include "agent/books/request_book.hpp"

#include "agent/base/limits.hpp"

namespace aisle {
namespace {

// No answer was given in 1970, nor before there was such a program.
constexpr WallTime undated{};
constexpr WallTime first_date{true_time_min};

Accepted answer_in(const Query& row) {
    Accepted accepted;
    accepted.receipt.lane = lane_of(row.integer(1));
    accepted.receipt.seq = seq_of(row.integer(1));
    accepted.events = static_cast<std::size_t>(row.integer(2));
    accepted.receipt.id = id_from_bytes<EventId>(row.bytes(3));
    accepted.receipt.epoch = id_from_bytes<Epoch>(row.bytes(4));
    accepted.member = row.bytes(5);
    accepted.repeated = true;
    return accepted;
}

}  // namespace

RequestBook::RequestBook(Database& db)
    : find_(db.prepare("SELECT body, place, events, id, epoch, member FROM request"
                       " WHERE name = ?1")),
      insert_(db.prepare("INSERT INTO request(name, body, place, events, id, epoch, member, at)"
                         " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")),
      date_(db.prepare("UPDATE request SET at = ?3 WHERE name > ?1 AND name <= ?2"
                       " AND (at < ?4 OR at > ?5)")),
      forget_(db.prepare("DELETE FROM request WHERE name > ?1 AND name <= ?2 AND at < ?3")),
      slice_end_(db.prepare("SELECT max(name), count(*) FROM"
                            " (SELECT name FROM request WHERE name > ?1 ORDER BY name LIMIT ?2)")),
      forget_member_(db.prepare("UPDATE request SET member = NULL, body = x''"
                                " WHERE member = ?1")) {}

Result<std::optional<Accepted>> RequestBook::recall(Txn&, std::string_view name,
                                                    const Digest& body) {
    auto row = find_.bind(name);
    TRY(const bool found, row.next());
    if (!found) return std::optional<Accepted>{};
    // Empty: who asked was forgotten.
    if (!row.bytes(0).empty() && row.bytes(0) != body.view()) {
        return Error(Errc::conflict, "this id was used before, for something else")
            .coded("id_conflict")
            .placed("/id");
    }
    return std::optional(answer_in(row));
}

Result<std::optional<Accepted>> RequestBook::recall_any(Txn&, std::span<const std::string> names) {
    for (const auto& name : names) {
        auto row = find_.bind(name);
        TRY(const bool found, row.next());
        if (found) return std::optional(answer_in(row));
    }
    return std::optional<Accepted>{};
}

Result<void> RequestBook::remember(Txn&, std::string_view name, const Digest& body,
                                   const Accepted& accepted, std::optional<WallTime> at) {
    const auto& receipt = accepted.receipt;
    const auto member =
        accepted.member.empty() ? std::nullopt : std::optional(std::string_view(accepted.member));
    return insert_
        .bind(name, Blob{body.view()}, place_of(receipt.lane, receipt.seq), accepted.events,
              Blob{receipt.id.view()}, Blob{receipt.epoch.view()}, member,
              micros(at.value_or(undated)))
        .run();
}

Result<std::size_t> RequestBook::forget_member(Txn& txn, std::string_view member) {
    TRY(forget_member_.bind(member).run());
    return static_cast<std::size_t>(txn.db().rows_changed());
}

Result<void> RequestBook::forget(Txn& txn, WallTime now, std::size_t rows_max) {
    std::string end;
    bool whole = false;
    {
        auto slice = slice_end_.bind(looked_at_, rows_max);
        TRY(slice.one());
        end = slice.bytes(0);
        whole = static_cast<std::size_t>(slice.integer(1)) == rows_max;
    }
    TRY(date_.bind(looked_at_, end, micros(now), micros(first_date), micros(now + date_ahead_max))
            .run());
    TRY(forget_.bind(looked_at_, end, micros(now - Micros{request_memory})).run());
    txn.on_undo([this, looked_at = looked_at_] { looked_at_ = looked_at; });
    looked_at_ = whole ? end : "";
    return {};
}

}  // namespace aisle
