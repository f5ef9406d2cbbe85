// SPDX-License-Identifier: Apache-2.0
#include "agent/books/right_book.hpp"

#include "agent/domain/choice.hpp"

namespace aisle {
namespace {

constexpr std::array right_states{
    Choice<RightState>{"here", RightState::here},
    Choice<RightState>{"held", RightState::held},
    Choice<RightState>{"used", RightState::used},
    Choice<RightState>{"returned", RightState::returned},
};

RightState state_in(std::string_view word) {
    for (const auto& state : right_states) {
        if (state.word == word) return state.value;
    }
    return RightState::returned;  // the column's own check keeps other words out
}

CouponRight right_in(const Query& row) {
    CouponRight right;
    right.ref = {static_cast<std::uint32_t>(row.integer(0)),
                 static_cast<std::uint64_t>(row.integer(1))};
    right.term = row.integer(2);
    right.expires_at = WallTime{Micros{row.integer(3)}};
    right.state = state_in(row.bytes(4));
    right.recalled = row.integer(5) != 0;
    return right;
}

}  // namespace

std::string_view to_string(RightState state) {
    return word_of(right_states, state);
}

RightBook::RightBook(Database& db)
    : insert_(db.prepare("INSERT INTO coupon_right(campaign, serial, term, expires_at, state)"
                         " VALUES(?1, ?2, ?3, ?4, 'here') ON CONFLICT(campaign, serial)"
                         " DO UPDATE SET term = excluded.term, expires_at = excluded.expires_at,"
                         " state = 'here', recalled = 0"
                         " WHERE excluded.term > term AND state = 'returned'")),
      find_(db.prepare("SELECT campaign, serial, term, expires_at, state, recalled"
                       " FROM coupon_right WHERE campaign = ?1 AND serial = ?2")),
      set_(db.prepare("UPDATE coupon_right SET state = ?3 WHERE campaign = ?1 AND serial = ?2")),
      end_hold_(db.prepare("UPDATE coupon_right SET state = ?3"
                           " WHERE campaign = ?1 AND serial = ?2 AND state = 'held'")),
      refuse_(db.prepare("INSERT INTO coupon_right(campaign, serial, term, expires_at, state)"
                         " VALUES(?1, ?2, ?3, ?4, 'returned') ON CONFLICT(campaign, serial)"
                         " DO UPDATE SET term = excluded.term"
                         " WHERE excluded.term > term AND state = 'returned'")),
      recall_(db.prepare("UPDATE coupon_right SET recalled = 1"
                         " WHERE campaign = ?1 AND serial = ?2")),
      page_(db.prepare("SELECT campaign, serial, term, expires_at, state, recalled"
                       " FROM coupon_right WHERE (campaign, serial) > (?1, ?2)"
                       " AND state <> 'returned' ORDER BY campaign, serial LIMIT ?3")),
      count_(db.prepare("SELECT count(*) FROM coupon_right WHERE state <> 'returned'")),
      forget_(db.prepare("DELETE FROM coupon_right WHERE (campaign, serial) IN"
                         " (SELECT campaign, serial FROM coupon_right WHERE expires_at < ?1"
                         " AND state IN ('used', 'returned') LIMIT ?2)")) {}

Result<bool> RightBook::accept(Txn& txn, const RightGrant& grant) {
    TRY(insert_
            .bind(std::int64_t{grant.ref.campaign}, grant.ref.serial, grant.term,
                  micros(grant.expires_at))
            .run());
    return txn.db().rows_changed() > 0;
}

Result<std::optional<CouponRight>> RightBook::find(const CouponRef& ref) {
    auto row = find_.bind(std::int64_t{ref.campaign}, ref.serial);
    TRY(const bool found, row.next());
    return found ? std::optional(right_in(row)) : std::nullopt;
}

Result<void> RightBook::set(Txn&, const CouponRef& ref, RightState state) {
    return set_.bind(std::int64_t{ref.campaign}, ref.serial, to_string(state)).run();
}

Result<void> RightBook::end_hold(Txn&, const CouponRef& ref, RightState state) {
    return end_hold_.bind(std::int64_t{ref.campaign}, ref.serial, to_string(state)).run();
}

Result<void> RightBook::refuse(Txn&, const RightGrant& recalled) {
    return refuse_
        .bind(std::int64_t{recalled.ref.campaign}, recalled.ref.serial, recalled.term,
              micros(recalled.expires_at))
        .run();
}

Result<void> RightBook::recall(Txn&, const CouponRef& ref) {
    return recall_.bind(std::int64_t{ref.campaign}, ref.serial).run();
}

Result<std::vector<CouponRight>> RightBook::page(const CouponRef& after, std::size_t rows_max) {
    std::vector<CouponRight> rights;
    auto row = page_.bind(std::int64_t{after.campaign}, after.serial, rows_max);
    while (true) {
        TRY(const bool found, row.next());
        if (!found) return rights;
        rights.push_back(right_in(row));
    }
}

Result<std::int64_t> RightBook::count() {
    auto row = count_.bind();
    TRY(row.one());
    return row.integer(0);
}

Result<void> RightBook::forget(Txn&, WallTime ended_before, std::size_t rows_max) {
    return forget_.bind(micros(ended_before), rows_max).run();
}

}  // namespace aisle
