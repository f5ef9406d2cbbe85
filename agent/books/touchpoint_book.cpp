// SPDX-License-Identifier: Apache-2.0
#include "agent/books/touchpoint_book.hpp"

#include "agent/base/limits.hpp"
#include "agent/books/scope.hpp"

namespace aisle {
namespace {

Result<TouchpointCode> code_in(std::string_view bytes) {
    TRY(const auto body, Json::parse(bytes));
    return parse_touchpoint_code(body);
}

}  // namespace

TouchpointBook::TouchpointBook(Database& db)
    : put_(db.prepare("INSERT INTO touchpoint(key, scope, body) VALUES(?1, ?2, ?3)"
                      " ON CONFLICT(key, scope) DO UPDATE SET body = excluded.body")),
      remove_(db.prepare("DELETE FROM touchpoint WHERE key = ?1 AND scope = ?2")),
      clear_(db.prepare("DELETE FROM touchpoint WHERE scope = ?1")),
      count_others_(db.prepare("SELECT count(*) FROM touchpoint WHERE key <> ?1 OR scope <> ?2")),
      find_(db.prepare("SELECT scope, body FROM touchpoint WHERE key = ?1")),
      displays_(db.prepare("SELECT count FROM touchpoint_display WHERE key = ?1")),
      count_(db.prepare("INSERT INTO touchpoint_display(key, count) VALUES(?1, 1)"
                        " ON CONFLICT(key) DO UPDATE SET count = count + 1")),
      forget_(db.prepare("DELETE FROM touchpoint_display WHERE key NOT IN"
                         " (SELECT key FROM touchpoint)")) {}

Result<void> TouchpointBook::check(const PageEntry& entry) const {
    TRY(code_in(entry.body));
    return {};
}

Result<void> TouchpointBook::put(Txn&, std::string_view scope, const PageEntry& entry) {
    {
        auto row = count_others_.bind(entry.key, scope);
        TRY(row.one());
        if (row.integer(0) >= std::int64_t{touchpoint_codes_max}) return {};
    }
    return put_.bind(entry.key, scope, Blob{entry.body}).run();
}

Result<void> TouchpointBook::remove(Txn&, std::string_view scope, std::string_view key) {
    return remove_.bind(key, scope).run();
}

Result<void> TouchpointBook::clear(Txn&, std::string_view scope) {
    return clear_.bind(scope).run();
}

Result<KnownTouchpoint> TouchpointBook::look_up(std::string_view key) {
    KnownTouchpoint known;
    int rank = -1;
    {
        auto row = find_.bind(key);
        while (true) {
            TRY(const bool found, row.next());
            if (!found) break;
            if (scope_rank(row.bytes(0)) <= rank) continue;
            rank = scope_rank(row.bytes(0));
            TRY(known.code, code_in(row.bytes(1)));
        }
    }
    if (rank < 0) {
        return Error(Errc::not_found, "no such code: GET /v1/touchpoint-codes lists them")
            .coded("unknown_touchpoint_code");
    }
    auto row = displays_.bind(key);
    TRY(const bool shown, row.next());
    if (shown) known.displays = static_cast<std::uint64_t>(row.integer(0));
    return known;
}

Result<void> TouchpointBook::count(Txn&, std::string_view key) {
    TRY(count_.bind(key).run());
    return forget_.bind().run();
}

TouchpointList::TouchpointList(Database& db)
    : all_(db.prepare("SELECT t.key, t.scope, t.body, coalesce(d.count, 0) FROM touchpoint t"
                      " LEFT JOIN touchpoint_display d ON d.key = t.key ORDER BY t.key")) {}

Result<std::string> TouchpointList::json(const TouchpointPlace& place, WallTime now) {
    std::string text;
    JsonWriter json(text);
    json.begin_object().key("codes").begin_array();
    auto row = all_.bind();
    TRY(bool more, row.next());
    while (more) {
        const std::string key(row.bytes(0));
        std::string body;
        std::uint64_t displays = 0;
        int rank = -1;
        while (more && row.bytes(0) == key) {
            if (scope_rank(row.bytes(1)) > rank) {
                rank = scope_rank(row.bytes(1));
                body = row.bytes(2);
                displays = static_cast<std::uint64_t>(row.integer(3));
            }
            TRY(more, row.next());
        }
        // It was one when it came. A newer program may read more of it, and find that wrong.
        const auto code = code_in(body);
        if (!code || !is_shown(*code, place, now)) continue;
        const auto link = touchpoint_link(*code, place, displays);
        write_touchpoint(json, {key, *code, link, displays});
    }
    json.end_array().end_object();
    return text;
}

}  // namespace aisle
