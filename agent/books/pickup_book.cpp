// SPDX-License-Identifier: Apache-2.0
#include "agent/books/pickup_book.hpp"

#include "agent/base/limits.hpp"
#include "agent/base/utf8.hpp"
#include "agent/books/scope.hpp"
#include "agent/books/undated.hpp"

#include <algorithm>
#include <utility>

namespace aisle {
namespace {

Result<Pickup> pickup_in(std::string_view bytes, std::string_view order) {
    TRY(const auto body, Json::parse(bytes));
    return parse_pickup(body, order);
}

std::optional<Blob> blob_of(const std::optional<Digest>& digest) {
    return digest ? std::optional(Blob{digest->view()}) : std::nullopt;
}

std::optional<std::string_view> or_null(const std::string& text) {
    return text.empty() ? std::nullopt : std::optional<std::string_view>(text);
}

}  // namespace

PickupBook::PickupBook(Database& db, ErasureMemory& erased, std::int64_t entries_max)
    : erased_(erased),
      entries_max_(entries_max),
      put_(db.prepare("INSERT INTO pickup(order_number, scope, code, token, member, body)"
                      " VALUES(?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT(order_number, scope) DO UPDATE"
                      " SET code = excluded.code, token = excluded.token,"
                      " member = excluded.member, body = excluded.body")),
      is_here_(db.prepare("SELECT 1 FROM pickup WHERE order_number = ?1 AND scope = ?2")),
      remove_(db.prepare("DELETE FROM pickup WHERE order_number = ?1 AND scope = ?2")),
      clear_(db.prepare("DELETE FROM pickup WHERE scope = ?1")),
      all_(db.prepare("SELECT count(*) FROM pickup")),
      bodies_(db.prepare("SELECT scope, body FROM pickup WHERE order_number = ?1")),
      of_code_(db.prepare("SELECT DISTINCT order_number FROM pickup WHERE code = ?1"
                          " ORDER BY order_number")),
      of_token_(db.prepare("SELECT DISTINCT order_number FROM pickup WHERE token = ?1"
                           " ORDER BY order_number")),
      done_(db.prepare("SELECT at FROM pickup_done WHERE order_number = ?1")),
      // Twice is an error of the database itself, too.
      hand_over_(db.prepare("INSERT INTO pickup_done(order_number, at, dated)"
                            " VALUES(?1, ?2, ?3)")),
      forget_member_(db.prepare("DELETE FROM pickup WHERE member = ?1")),
      date_(db.prepare("UPDATE pickup_done SET dated = ?1 WHERE order_number IN"
                       " (SELECT order_number FROM pickup_done WHERE dated > ?2 LIMIT ?3)")),
      forget_(db.prepare("DELETE FROM pickup_done WHERE order_number IN"
                         " (SELECT order_number FROM pickup_done WHERE dated < ?1"
                         " AND order_number NOT IN (SELECT order_number FROM pickup)"
                         " LIMIT ?2)")) {}

// ---- The feed ----

Result<void> PickupBook::check(const PageEntry& entry) const {
    if (entry.key.empty() || !is_plain_text(entry.key)) {
        return Error(Errc::invalid, "an order's number stands on one line").coded("bad_text");
    }
    TRY(pickup_in(entry.body, entry.key));
    return {};
}

Result<void> PickupBook::put(Txn& txn, std::string_view scope, const PageEntry& entry) {
    TRY(const auto body, Json::parse(entry.body));
    TRY(const auto pickup, parse_pickup(body, entry.key));
    TRY(const bool late, erased_.refuses_about(txn, pickup.member, body));
    if (late) return remove(txn, scope, entry.key);
    TRY(const bool room, has_room(txn, scope, entry.key));
    if (!room) return {};
    return put_
        .bind(entry.key, scope, blob_of(pickup.code), pickup.token, or_null(pickup.member),
              Blob{entry.body})
        .run();
}

Result<void> PickupBook::remove(Txn& txn, std::string_view scope, std::string_view key) {
    TRY(auto* entries, count(txn));
    TRY(remove_.bind(key, scope).run());
    *entries -= txn.db().rows_changed();
    return {};
}

Result<void> PickupBook::clear(Txn& txn, std::string_view scope) {
    TRY(auto* entries, count(txn));
    TRY(clear_.bind(scope).run());
    *entries -= txn.db().rows_changed();
    return {};
}

Result<bool> PickupBook::has_room(Txn& txn, std::string_view scope, std::string_view key) {
    TRY(auto* entries, count(txn));
    {
        auto row = is_here_.bind(key, scope);
        TRY(const bool here, row.next());
        if (here) return true;
    }
    if (*entries >= entries_max_) return false;
    ++*entries;
    return true;
}

Result<std::int64_t*> PickupBook::count(Txn& txn) {
    if (std::exchange(undone_by_, txn.scope()) != txn.scope()) {
        txn.on_undo([this] { count_.reset(); });
    }
    if (!count_) {
        auto row = all_.bind();
        TRY(row.one());
        count_ = row.integer(0);
    }
    return &*count_;
}

// ---- What waits ----

Result<std::optional<KnownPickup>> PickupBook::find(std::string_view order) {
    std::string body;
    int rank = -1;
    {
        auto row = bodies_.bind(order);
        while (true) {
            TRY(const bool more, row.next());
            if (!more) break;
            if (scope_rank(row.bytes(0)) <= rank) continue;
            rank = scope_rank(row.bytes(0));
            body = row.bytes(1);
        }
    }
    if (rank < 0) return std::optional<KnownPickup>{};
    // It was one when it came. A newer program may read more of it, and find that wrong.
    auto pickup = pickup_in(body, order);
    if (!pickup) return std::optional<KnownPickup>{};
    KnownPickup known{std::string(order), std::move(*pickup), std::nullopt};
    auto done = done_.bind(order);
    TRY(const bool handed_over, done.next());
    if (handed_over) known.handed_over = WallTime{Micros{done.integer(0)}};
    return std::optional(std::move(known));
}

Result<std::vector<std::string>> PickupBook::orders(Query row) {
    std::vector<std::string> orders;
    while (true) {
        TRY(const bool more, row.next());
        if (!more) return orders;
        orders.emplace_back(row.bytes(0));
    }
}

template <class Says>
Result<std::vector<KnownPickup>> PickupBook::known(const std::vector<std::string>& orders,
                                                   Says says) {
    std::vector<KnownPickup> found;
    for (const auto& order : orders) {
        TRY(auto pickup, find(order));
        // A less specific scope may have an older code of it.
        if (pickup && says(pickup->pickup)) found.push_back(std::move(*pickup));
    }
    return found;
}

Result<std::vector<KnownPickup>> PickupBook::by_code(const Digest& code) {
    TRY(const auto named, orders(of_code_.bind(Blob{code.view()})));
    return known(named, [&](const Pickup& pickup) { return pickup.code == code; });
}

Result<std::vector<KnownPickup>> PickupBook::by_token(std::uint64_t serial) {
    TRY(const auto named, orders(of_token_.bind(serial)));
    return known(named, [&](const Pickup& pickup) { return pickup.token == serial; });
}

Result<void> PickupBook::hand_over(Txn&, std::string_view order, WallTime at,
                                   std::optional<WallTime> truth) {
    return hand_over_.bind(order, micros(at), truth ? micros(*truth) : undated).run();
}

// ---- What goes ----

Result<std::size_t> PickupBook::forget_member(Txn& txn, std::string_view member) {
    TRY(auto* entries, count(txn));
    TRY(forget_member_.bind(member).run());
    const auto gone = txn.db().rows_changed();
    *entries -= gone;
    return static_cast<std::size_t>(gone);
}

Result<void> PickupBook::forget(Txn&, WallTime now, std::size_t rows_max) {
    TRY(date_.bind(micros(now), micros(now + Micros{date_ahead_max}), std::uint64_t{rows_max})
            .run());
    return forget_.bind(micros(now - Micros{pickup_memory}), std::uint64_t{rows_max}).run();
}

}  // namespace aisle
