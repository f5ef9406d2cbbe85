// SPDX-License-Identifier: Apache-2.0
#include "agent/books/member_book.hpp"

#include "agent/base/limits.hpp"
#include "agent/books/scope.hpp"
#include "agent/books/undated.hpp"

#include <algorithm>
#include <utility>

namespace aisle {
namespace {

// No scopes of a feed have these names; scope_rank() puts them behind all that do.
constexpr std::string_view here = "here";
constexpr std::string_view told = "told";
// Merges of merges; more is a circle.
constexpr int merges_max = 8;

Result<MemberCard> card_in(std::string_view bytes) {
    TRY(const auto body, Json::parse(bytes));
    return parse_member_card(body, bytes);
}

}  // namespace

MemberBook::MemberBook(Database& db, ErasureMemory& erased, std::int64_t cards_max)
    : erased_(erased),
      cards_max_(cards_max),
      put_(db.prepare("INSERT INTO member(id, scope, used_at, body) VALUES(?1, ?2, ?3, ?4)"
                      " ON CONFLICT(id, scope) DO UPDATE SET body = excluded.body")),
      known_(db.prepare("SELECT 1 FROM member WHERE id = ?1 AND scope = ?2")),
      drop_(db.prepare("DELETE FROM member WHERE id = ?1 AND scope = ?2")),
      drop_identifiers_(
          db.prepare("DELETE FROM member_identifier WHERE member = ?1 AND scope = ?2")),
      drop_aliases_(db.prepare("DELETE FROM member_alias WHERE member = ?1 AND scope = ?2")),
      clear_(db.prepare("DELETE FROM member WHERE scope = ?1")),
      clear_identifiers_(db.prepare("DELETE FROM member_identifier WHERE scope = ?1")),
      clear_aliases_(db.prepare("DELETE FROM member_alias WHERE scope = ?1")),
      all_(db.prepare("SELECT count(*) FROM member")),
      oldest_(db.prepare("SELECT id, scope FROM member ORDER BY used_at LIMIT 1")),
      identify_(db.prepare("INSERT INTO member_identifier(hmac, member, scope) VALUES(?1, ?2, ?3)"
                           " ON CONFLICT DO NOTHING")),
      alias_(db.prepare("INSERT INTO member_alias(old, scope, member) VALUES(?1, ?2, ?3)"
                        " ON CONFLICT(old, scope) DO UPDATE SET member = excluded.member")),
      alias_of_(db.prepare("SELECT member, scope FROM member_alias WHERE old = ?1")),
      aliases_(db.prepare("SELECT old, scope FROM member_alias WHERE member = ?1")),
      drop_old_(db.prepare("DELETE FROM member_alias WHERE old = ?1 OR member = ?1")),
      bodies_(db.prepare("SELECT body, scope FROM member WHERE id = ?1")),
      body_(db.prepare("SELECT body FROM member WHERE id = ?1 AND scope = ?2")),
      by_identifier_(db.prepare("SELECT member, scope FROM member_identifier WHERE hmac = ?1")),
      scopes_(db.prepare("SELECT id, scope FROM member WHERE id = ?1")),
      use_(db.prepare("UPDATE member SET used_at = ?2 WHERE id = ?1")),
      drop_hmac_(db.prepare("DELETE FROM member_identifier WHERE hmac = ?1")),
      date_(db.prepare("UPDATE member SET used_at = ?1 WHERE (id, scope) IN"
                       " (SELECT id, scope FROM member WHERE used_at > ?2 LIMIT ?3)")),
      aged_(db.prepare("SELECT id, scope FROM member WHERE used_at < ?1 LIMIT ?2")) {}

// ---- What central says ----

Result<void> MemberBook::check(const PageEntry& entry) const {
    TRY(card_in(entry.body));
    return {};
}

Result<void> MemberBook::put(Txn& txn, std::string_view scope, const PageEntry& entry) {
    TRY(const auto card, card_in(entry.body));
    const Row row{entry.key, std::string(scope)};
    TRY(const bool late, erased_.refuses(txn, entry.key, card));
    if (late) return drop(txn, row);
    // What central answered before it put her into a feed is past.
    if (scope != told) TRY(drop(txn, {row.id, std::string(told)}));
    TRY(keep(txn, row, entry.body, card.identifiers));
    TRY(drop_aliases_.bind(row.id, row.scope).run());
    for (const auto& old : card.merged_from) {
        if (old == row.id) continue;
        TRY(alias_.bind(old, row.scope, row.id).run());
        // What was noted here when she signed up; central's card says it now.
        TRY(drop(txn, {old, std::string(here)}));
    }
    return {};
}

Result<void> MemberBook::remove(Txn& txn, std::string_view scope, std::string_view key) {
    return drop(txn, {std::string(key), std::string(scope)});
}

Result<void> MemberBook::clear(Txn& txn, std::string_view scope) {
    TRY(count(txn));
    count_.reset();
    TRY(clear_.bind(scope).run());
    TRY(clear_identifiers_.bind(scope).run());
    return clear_aliases_.bind(scope).run();
}

Result<void> MemberBook::add(Txn& txn, std::string_view id, std::string_view body,
                             std::span<const Identifier> identifiers) {
    return keep(txn, {std::string(id), std::string(here)}, body, identifiers);
}

Result<void> MemberBook::keep_told(Txn& txn, std::string_view id, std::string_view body) {
    return put(txn, told, {Cursor(), true, std::string(id), std::string(body)});
}

Result<void> MemberBook::keep(Txn& txn, const Row& row, std::string_view body,
                              std::span<const Identifier> identifiers) {
    bool known = false;
    {
        auto found = known_.bind(row.id, row.scope);
        TRY(known, found.next());
    }
    if (!known) {
        TRY(make_room(txn));
        TRY(auto* cards, count(txn));
        ++*cards;
    }
    TRY(put_.bind(row.id, row.scope, undated, Blob{body}).run());
    TRY(drop_identifiers_.bind(row.id, row.scope).run());
    for (const auto& identifier : identifiers) {
        TRY(identify_.bind(Blob{identifier.digest.view()}, row.id, row.scope).run());
    }
    return {};
}

Result<void> MemberBook::drop(Txn& txn, const Row& row) {
    TRY(auto* cards, count(txn));
    TRY(drop_.bind(row.id, row.scope).run());
    *cards -= txn.db().rows_changed();
    TRY(drop_identifiers_.bind(row.id, row.scope).run());
    return drop_aliases_.bind(row.id, row.scope).run();
}

Result<void> MemberBook::make_room(Txn& txn) {
    while (true) {
        TRY(const auto* cards, count(txn));
        if (*cards < cards_max_) return {};
        TRY(const auto oldest, rows(oldest_.bind()));
        if (oldest.empty()) return {};
        TRY(drop(txn, oldest.front()));
    }
}

Result<std::int64_t*> MemberBook::count(Txn& txn) {
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

Result<std::vector<MemberBook::Row>> MemberBook::rows(Query row) {
    std::vector<Row> rows;
    while (true) {
        TRY(const bool found, row.next());
        if (!found) return rows;
        rows.push_back({std::string(row.bytes(0)), std::string(row.bytes(1))});
    }
}

// ---- Who it is ----

Result<std::string> MemberBook::resolve(std::string_view id) {
    std::string now(id);
    for (int merges = 0; merges < merges_max; ++merges) {
        TRY(const auto into, rows(alias_of_.bind(now)));
        if (into.empty()) break;
        now = std::max_element(into.begin(), into.end(), [](const Row& a, const Row& b) {
                  return scope_rank(a.scope) < scope_rank(b.scope);
              })->id;
    }
    return now;
}

Result<std::vector<std::string>> MemberBook::ids_of(std::string_view id) {
    TRY(const auto now, resolve(id));
    return answers_for(now);
}

Result<std::vector<std::string>> MemberBook::answers_for(std::string_view id) {
    std::vector<std::string> ids{std::string(id)};
    for (std::size_t i = 0; i < ids.size() && i < member_identifiers_max * merges_max; ++i) {
        TRY(const auto olds, rows(aliases_.bind(ids[i])));
        for (const auto& old : olds) {
            if (std::find(ids.begin(), ids.end(), old.id) == ids.end()) ids.push_back(old.id);
        }
    }
    return ids;
}

Result<std::optional<FoundMember>> MemberBook::find(std::string_view id) {
    FoundMember found;
    TRY(found.id, resolve(id));
    std::string scope;
    bool any = false;
    auto row = bodies_.bind(found.id);
    while (true) {
        TRY(const bool more, row.next());
        if (!more) break;
        if (any && scope_rank(row.bytes(1)) <= scope_rank(scope)) continue;
        any = true;
        scope = row.bytes(1);
        TRY(found.card, card_in(row.bytes(0)));
    }
    if (!any) return std::optional<FoundMember>{};
    found.provisional = scope == here;
    found.told = scope == told;
    return std::optional(std::move(found));
}

Result<std::optional<FoundMember>> MemberBook::find(const Identifier& identifier) {
    TRY(const auto known, rows(by_identifier_.bind(Blob{identifier.digest.view()})));
    std::optional<FoundMember> best;
    int rank = -1;
    bool alone = true;
    for (const auto& row : known) {
        TRY(auto found, find(row.id));
        if (!found) continue;
        alone = alone && (!best || best->id == found->id);
        if (scope_rank(row.scope) <= rank) continue;
        rank = scope_rank(row.scope);
        best = std::move(found);
    }
    if (best) best->alone = alone;
    return best;
}

Result<void> MemberBook::use(Txn&, std::string_view id, std::optional<WallTime> truth) {
    return use_.bind(id, truth ? micros(*truth) : undated).run();
}

// ---- Who goes ----

Result<std::vector<std::string>> MemberBook::signed_up_as(const Digest& hmac) {
    TRY(const auto known, rows(by_identifier_.bind(Blob{hmac.view()})));
    std::vector<std::string> ids;
    for (const auto& row : known) {
        if (row.scope == here) ids.push_back(row.id);
    }
    return ids;
}

Result<std::size_t> MemberBook::erase(Txn& txn, std::string_view id) {
    TRY(const auto cards, rows(scopes_.bind(id)));
    for (const auto& card : cards) TRY(drop(txn, card));
    TRY(drop_old_.bind(id).run());
    return cards.size();
}

Result<std::size_t> MemberBook::erase(Txn& txn, const Digest& hmac) {
    TRY(drop_hmac_.bind(Blob{hmac.view()}).run());
    return static_cast<std::size_t>(txn.db().rows_changed());
}

Result<void> MemberBook::forget(Txn& txn, WallTime now, std::size_t rows_max) {
    TRY(date_.bind(micros(now), micros(now + Micros{date_ahead_max}), std::uint64_t{rows_max})
            .run());
    TRY(const auto aged,
        rows(aged_.bind(micros(now - Micros{member_card_memory}), std::uint64_t{rows_max})));
    for (const auto& row : aged) {
        TRY(const bool stays, is_at_home(row));
        TRY(stays ? use(txn, row.id, now) : drop(txn, row));
    }
    return {};
}

// Central takes its own back; whoever sleeps is to be known when she comes.
Result<bool> MemberBook::is_at_home(const Row& row) {
    if (scope_rank(row.scope) == 0) return false;
    auto body = body_.bind(row.id, row.scope);
    TRY(const bool found, body.next());
    if (!found) return false;
    TRY(const auto card, card_in(body.bytes(0)));
    return card.home;
}

}  // namespace aisle
