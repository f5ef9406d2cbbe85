// SPDX-License-Identifier: Apache-2.0
#include "agent/books/redemption_book.hpp"

namespace aisle {
namespace {

Redemption redemption_in(const Query& row) {
    Redemption redemption;
    redemption.id = id_from_bytes<EventId>(row.bytes(0));
    redemption.pos_ref = row.bytes(1);
    redemption.ref = {static_cast<std::uint32_t>(row.integer(2)),
                      static_cast<std::uint64_t>(row.integer(3))};
    redemption.attempt = row.integer(4);
    redemption.mode = parse_redemption_mode(row.bytes(5)).value_or(RedemptionMode::lease);
    redemption.lease = row.bytes(6);
    redemption.member = row.bytes(7);
    redemption.currency = row.bytes(8);
    redemption.held = row.integer(9);
    if (!row.is_null(10)) redemption.final_amount = row.integer(10);
    redemption.state = parse_redemption_state(row.bytes(11)).value_or(RedemptionState::held);
    redemption.reversed = row.integer(12) != 0;
    redemption.overrun = row.integer(13) != 0;
    redemption.held_at = WallTime{Micros{row.integer(14)}};
    redemption.answer = row.bytes(15);
    return redemption;
}

std::optional<std::string_view> or_null(const std::string& text) {
    return text.empty() ? std::nullopt : std::optional(std::string_view(text));
}

}  // namespace

RedemptionBook::RedemptionBook(Database& db)
    : find_(db.prepare(
          "SELECT id, pos_ref, campaign, serial, attempt, mode, lease, member, currency, held,"
          " final, state, reversed, overrun, held_at, answer FROM redemption WHERE id = ?1")),
      latest_(db.prepare(
          "SELECT id, pos_ref, campaign, serial, attempt, mode, lease, member, currency, held,"
          " final, state, reversed, overrun, held_at, answer FROM redemption"
          " WHERE pos_ref = ?1 AND campaign = ?2 AND serial = ?3"
          " ORDER BY attempt DESC LIMIT 1")),
      past_(db.prepare("SELECT max(iif(pos_ref = ?3, attempt, 0)), max(state = 'held'),"
                       " max(state = 'redeemed') FROM redemption"
                       " WHERE campaign = ?1 AND serial = ?2")),
      beside_(db.prepare(
          "SELECT id, pos_ref, campaign, serial, attempt, mode, lease, member, currency, held,"
          " final, state, reversed, overrun, held_at, answer FROM redemption"
          " WHERE pos_ref = ?1 AND state <> 'released' ORDER BY held_at, id")),
      uses_(db.prepare("SELECT count(*) FROM redemption WHERE member = ?1 AND campaign = ?2"
                       " AND state <> 'released'")),
      insert_(db.prepare("INSERT INTO redemption(id, pos_ref, campaign, serial, attempt, mode,"
                         " lease, member, currency, held, state, held_at, answer)"
                         " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 'held',"
                         " ?11, ?12)")),
      close_(db.prepare("UPDATE redemption SET state = ?2, final = ?3, closed_at = ?4"
                        " WHERE id = ?1")),
      reverse_(db.prepare("UPDATE redemption SET reversed = 1 WHERE id = ?1")),
      overrun_(db.prepare("UPDATE redemption SET overrun = 1 WHERE id = ?1")),
      was_seen_(db.prepare("SELECT 1 FROM seen_token WHERE campaign = ?1 AND serial = ?2")),
      see_(db.prepare("INSERT INTO seen_token(campaign, serial, expires) VALUES(?1, ?2, ?3)"
                      " ON CONFLICT(campaign, serial) DO UPDATE"
                      " SET expires = max(expires, excluded.expires)")),
      forget_seen_(db.prepare("DELETE FROM seen_token WHERE (campaign, serial) IN"
                              " (SELECT campaign, serial FROM seen_token WHERE expires < ?1"
                              " LIMIT ?2)")),
      forget_member_(db.prepare("UPDATE redemption SET member = NULL WHERE member = ?1")),
      oldest_open_(db.prepare("SELECT min(held_at) FROM redemption WHERE state = 'held'")),
      forget_(db.prepare("DELETE FROM redemption WHERE id IN (SELECT id FROM redemption"
                         " WHERE state <> 'held' AND closed_at < ?1"
                         " AND campaign NOT IN (SELECT number FROM campaign) LIMIT ?2)")) {}

Result<std::optional<Redemption>> RedemptionBook::find(const EventId& id) {
    auto row = find_.bind(Blob{id.view()});
    TRY(const bool found, row.next());
    return found ? std::optional(redemption_in(row)) : std::nullopt;
}

Result<std::optional<Redemption>> RedemptionBook::latest(std::string_view pos_ref,
                                                         const CouponRef& ref) {
    auto row = latest_.bind(pos_ref, std::int64_t{ref.campaign}, ref.serial);
    TRY(const bool found, row.next());
    return found ? std::optional(redemption_in(row)) : std::nullopt;
}

Result<CouponPast> RedemptionBook::past(std::string_view pos_ref, const CouponRef& ref) {
    // The code that is the same for all has a long past, and none of it counts.
    if (ref.serial == 0) {
        TRY(const auto last, latest(pos_ref, ref));
        return CouponPast{.attempts = last ? last->attempt : 0};
    }
    auto row = past_.bind(std::int64_t{ref.campaign}, ref.serial, pos_ref);
    TRY(row.one());
    return CouponPast{row.integer(0), row.integer(1) != 0, row.integer(2) != 0};
}

Result<std::vector<Redemption>> RedemptionBook::beside(std::string_view pos_ref) {
    std::vector<Redemption> found;
    auto row = beside_.bind(pos_ref);
    while (true) {
        TRY(const bool more, row.next());
        if (!more) return found;
        found.push_back(redemption_in(row));
    }
}

Result<std::int64_t> RedemptionBook::uses_of(std::string_view member, std::uint32_t campaign) {
    auto row = uses_.bind(member, std::int64_t{campaign});
    TRY(row.one());
    return row.integer(0);
}

Result<void> RedemptionBook::insert(Txn&, const Redemption& redemption) {
    return insert_
        .bind(Blob{redemption.id.view()}, redemption.pos_ref, std::int64_t{redemption.ref.campaign},
              redemption.ref.serial, redemption.attempt, to_string(redemption.mode),
              or_null(redemption.lease), or_null(redemption.member), redemption.currency,
              redemption.held, micros(redemption.held_at), Blob{redemption.answer})
        .run();
}

Result<void> RedemptionBook::close(Txn&, const Redemption& redemption, WallTime now) {
    return close_
        .bind(Blob{redemption.id.view()}, to_string(redemption.state), redemption.final_amount,
              micros(now))
        .run();
}

Result<void> RedemptionBook::reverse(Txn&, const EventId& id) {
    return reverse_.bind(Blob{id.view()}).run();
}

Result<void> RedemptionBook::overrun(Txn&, const EventId& id) {
    return overrun_.bind(Blob{id.view()}).run();
}

Result<bool> RedemptionBook::was_seen(const CouponRef& token) {
    auto row = was_seen_.bind(std::int64_t{token.campaign}, token.serial);
    return row.next();
}

Result<void> RedemptionBook::see(Txn&, const CouponRef& token, WallTime expires) {
    return see_.bind(std::int64_t{token.campaign}, token.serial, micros(expires)).run();
}

Result<void> RedemptionBook::forget_seen(Txn&, WallTime expired_before, std::size_t rows_max) {
    return forget_seen_.bind(micros(expired_before), rows_max).run();
}

Result<std::size_t> RedemptionBook::forget_member(Txn& txn, std::string_view member) {
    TRY(forget_member_.bind(member).run());
    return static_cast<std::size_t>(txn.db().rows_changed());
}

Result<std::optional<WallTime>> RedemptionBook::oldest_open() {
    auto row = oldest_open_.bind();
    TRY(row.one());
    if (row.is_null(0)) return std::optional<WallTime>{};
    return std::optional(WallTime{Micros{row.integer(0)}});
}

Result<void> RedemptionBook::forget(Txn&, WallTime closed_before, std::size_t rows_max) {
    return forget_.bind(micros(closed_before), rows_max).run();
}

HoldList::HoldList(Database& db)
    : open_(db.prepare("SELECT id, campaign, serial, pos_ref, held, held_at FROM redemption"
                       " WHERE state = 'held' ORDER BY held_at LIMIT ?1")) {}

Result<std::string> HoldList::json(std::size_t rows_max) {
    std::string text;
    JsonWriter json(text);
    json.begin_object().key("holds").begin_array();
    auto row = open_.bind(rows_max);
    while (true) {
        TRY(const bool found, row.next());
        if (!found) break;
        const CouponRef ref{static_cast<std::uint32_t>(row.integer(1)),
                            static_cast<std::uint64_t>(row.integer(2))};
        json.begin_object()
            .member("redemption_id", to_string(id_from_bytes<EventId>(row.bytes(0))))
            .member("coupon", to_string(ref))
            .member("pos_ref", row.bytes(3))
            .member("held", row.integer(4))
            .member("since", to_rfc3339(WallTime{Micros{row.integer(5)}}))
            .end_object();
    }
    json.end_array().end_object();
    return text;
}

}  // namespace aisle
