// SPDX-License-Identifier: Apache-2.0
#include "agent/books/staff_book.hpp"

#include "agent/base/crypto/sha256.hpp"
#include "agent/base/limits.hpp"
#include "agent/books/scope.hpp"

#include <algorithm>

namespace aisle {
namespace {

// Of everybody there may be, and as many again that were typed and are nobody.
constexpr std::int64_t trials_max = std::int64_t{2 * staff_max};

Digest who(std::string_view operator_id) {
    return sha256({"aisle-operator\n", operator_id});
}

}  // namespace

StaffLookup::StaffLookup(Database& db)
    : entries_(db.prepare("SELECT scope, body FROM staff WHERE key = ?1")),
      badge_(db.prepare("SELECT DISTINCT key FROM staff_badge WHERE serial = ?1")),
      any_pin_(db.prepare("SELECT body FROM staff WHERE pin = 1 LIMIT 1")),
      trial_(db.prepare("SELECT failures, wait, boot, since FROM pin_trial WHERE who = ?1")),
      session_(db.prepare("SELECT operator, roles, since, valid_until, boot, ends"
                          " FROM operator_session")),
      anybody_(db.prepare("SELECT EXISTS(SELECT 1 FROM staff)")) {}

Result<std::optional<StaffEntry>> StaffLookup::find(std::string_view operator_id) {
    std::optional<StaffEntry> found;
    int rank = -1;
    auto row = entries_.bind(operator_id);
    while (true) {
        TRY(const bool more, row.next());
        if (!more) return found;
        if (scope_rank(row.bytes(0)) <= rank) continue;
        rank = scope_rank(row.bytes(0));
        TRY(const auto body, Json::parse(row.bytes(1)));
        TRY(found, parse_staff(body));
    }
}

Result<std::optional<std::string>> StaffLookup::find_badge(std::uint64_t serial) {
    std::vector<std::string> keys;
    {
        auto row = badge_.bind(serial);
        while (true) {
            TRY(const bool more, row.next());
            if (!more) break;
            keys.emplace_back(row.bytes(0));
        }
    }
    std::optional<std::string> owner;
    for (auto& key : keys) {
        TRY(const auto entry, find(key));
        // A less specific scope may name a badge that has been taken away.
        if (!entry || std::ranges::find(entry->badges, serial) == entry->badges.end()) continue;
        if (owner) return std::optional<std::string>{};
        owner = std::move(key);
    }
    return owner;
}

Result<ScryptCost> StaffLookup::usual_cost() {
    auto row = any_pin_.bind();
    TRY(const bool found, row.next());
    if (!found) return scrypt_cost_usual;
    TRY(const auto body, Json::parse(row.bytes(0)));
    TRY(const auto entry, parse_staff(body));
    return entry.pin ? entry.pin->cost : scrypt_cost_usual;
}

Result<PinTrial> StaffLookup::trial(std::string_view operator_id) {
    const auto digest = who(operator_id);
    auto row = trial_.bind(Blob{digest.view()});
    TRY(const bool found, row.next());
    if (!found) return PinTrial{};
    return PinTrial{row.integer(0), Micros{row.integer(1)}, std::string(row.bytes(2)),
                    MonoTime{Micros{row.integer(3)}}};
}

Result<std::optional<OperatorSession>> StaffLookup::session() {
    auto row = session_.bind();
    TRY(const bool found, row.next());
    if (!found) return std::optional<OperatorSession>{};
    OperatorSession session;
    session.operator_id = row.bytes(0);
    session.roles = StaffRoles::from_bits(row.integer(1));
    session.since = WallTime{Micros{row.integer(2)}};
    session.until = WallTime{Micros{row.integer(3)}};
    session.boot = row.bytes(4);
    session.ends = MonoTime{Micros{row.integer(5)}};
    return std::optional(std::move(session));
}

Result<bool> StaffLookup::anybody() {
    auto row = anybody_.bind();
    TRY(row.one());
    return row.integer(0) != 0;
}

StaffBook::StaffBook(Database& db)
    : lookup_(db),
      put_(db.prepare("INSERT INTO staff(key, scope, pin, body) VALUES(?1, ?2, ?3, ?4)"
                      " ON CONFLICT(key, scope) DO UPDATE SET pin = excluded.pin,"
                      " body = excluded.body")),
      remove_(db.prepare("DELETE FROM staff WHERE key = ?1 AND scope = ?2")),
      clear_(db.prepare("DELETE FROM staff WHERE scope = ?1")),
      known_(db.prepare("SELECT 1 FROM staff WHERE key = ?1 AND scope = ?2")),
      count_(db.prepare("SELECT count(*) FROM staff")),
      put_badge_(db.prepare("INSERT INTO staff_badge(serial, key, scope) VALUES(?1, ?2, ?3)")),
      remove_badges_(db.prepare("DELETE FROM staff_badge WHERE key = ?1 AND scope = ?2")),
      clear_badges_(db.prepare("DELETE FROM staff_badge WHERE scope = ?1")),
      remember_(db.prepare("INSERT OR REPLACE INTO pin_trial(id, who, known, failures, wait, boot,"
                           " since) VALUES((SELECT coalesce(max(id), 0) + 1 FROM pin_trial),"
                           " ?1, ?2, ?3, ?4, ?5, ?6)")),
      forgive_(db.prepare("DELETE FROM pin_trial WHERE who = ?1")),
      trials_(db.prepare("SELECT count(*) FROM pin_trial")),
      forget_oldest_(db.prepare("DELETE FROM pin_trial WHERE id ="
                                " (SELECT id FROM pin_trial ORDER BY known, id LIMIT 1)")),
      save_(db.prepare("INSERT OR REPLACE INTO operator_session(one, operator, roles, since,"
                       " valid_until, boot, ends) VALUES(1, ?1, ?2, ?3, ?4, ?5, ?6)")),
      end_(db.prepare("DELETE FROM operator_session")) {}

Result<void> StaffBook::check(const PageEntry& entry) const {
    TRY(const auto body, Json::parse(entry.body));
    TRY(parse_staff(body));
    return {};
}

Result<bool> StaffBook::has_room(std::string_view scope, std::string_view key) {
    {
        auto row = known_.bind(key, scope);
        TRY(const bool known, row.next());
        if (known) return true;
    }
    auto row = count_.bind();
    TRY(row.one());
    return row.integer(0) < static_cast<std::int64_t>(staff_max);
}

Result<void> StaffBook::put(Txn&, std::string_view scope, const PageEntry& entry) {
    TRY(const bool room, has_room(scope, entry.key));
    if (!room) return {};
    TRY(const auto body, Json::parse(entry.body));
    TRY(const auto staff, parse_staff(body));
    TRY(remove_badges_.bind(entry.key, scope).run());
    for (const auto serial : staff.badges) TRY(put_badge_.bind(serial, entry.key, scope).run());
    return put_.bind(entry.key, scope, staff.pin ? 1 : 0, Blob{entry.body}).run();
}

Result<void> StaffBook::remove(Txn&, std::string_view scope, std::string_view key) {
    TRY(remove_badges_.bind(key, scope).run());
    return remove_.bind(key, scope).run();
}

// What wrong PINs have cost stays: a new generation of the feed forgives nobody.
Result<void> StaffBook::clear(Txn&, std::string_view scope) {
    TRY(clear_badges_.bind(scope).run());
    return clear_.bind(scope).run();
}

Result<void> StaffBook::remember(Txn&, std::string_view operator_id, bool known,
                                 const PinTrial& trial) {
    const auto digest = who(operator_id);
    TRY(remember_
            .bind(Blob{digest.view()}, known ? 1 : 0, trial.failures, trial.wait.count(),
                  trial.boot, micros(trial.since))
            .run());
    std::int64_t held = 0;
    {
        auto row = trials_.bind();
        TRY(row.one());
        held = row.integer(0);
    }
    if (held <= trials_max) return {};
    return forget_oldest_.bind().run();
}

Result<void> StaffBook::forgive(Txn&, std::string_view operator_id) {
    const auto digest = who(operator_id);
    return forgive_.bind(Blob{digest.view()}).run();
}

Result<void> StaffBook::save(Txn&, const OperatorSession& session) {
    return save_
        .bind(session.operator_id, session.roles.bits(), micros(session.since),
              micros(session.until), session.boot, micros(session.ends))
        .run();
}

Result<void> StaffBook::end_session(Txn&) {
    return end_.bind().run();
}

}  // namespace aisle
