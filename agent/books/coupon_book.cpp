// SPDX-License-Identifier: Apache-2.0
#include "agent/books/coupon_book.hpp"

#include "agent/books/scope.hpp"

namespace aisle {

CouponBook::CouponBook(Database& db)
    : put_(db.prepare("INSERT INTO coupon(key, scope, body) VALUES(?1, ?2, ?3)"
                      " ON CONFLICT(key, scope) DO UPDATE SET body = excluded.body")),
      remove_(db.prepare("DELETE FROM coupon WHERE key = ?1 AND scope = ?2")),
      clear_(db.prepare("DELETE FROM coupon WHERE scope = ?1")) {}

Result<void> CouponBook::check(const PageEntry& entry) const {
    TRY(const auto body, Json::parse(entry.body));
    TRY(parse_coupon(body));
    return {};
}

Result<void> CouponBook::put(Txn&, std::string_view scope, const PageEntry& entry) {
    return put_.bind(entry.key, scope, Blob{entry.body}).run();
}

Result<void> CouponBook::remove(Txn&, std::string_view scope, std::string_view key) {
    return remove_.bind(key, scope).run();
}

Result<void> CouponBook::clear(Txn&, std::string_view scope) {
    return clear_.bind(scope).run();
}

CouponList::CouponList(Database& db)
    : page_(db.prepare("SELECT key, scope, body FROM coupon WHERE key > ?1 ORDER BY key")) {}

Result<std::string> CouponList::json(std::string_view after, std::size_t rows_max, WallTime now) {
    std::string text;
    JsonWriter json(text);
    json.begin_object().key("coupons").begin_array();
    auto row = page_.bind(after);
    TRY(bool more, row.next());
    std::string key;
    for (std::size_t count = 0; more && count < rows_max; ++count) {
        key = row.bytes(0);
        int rank = -1;
        std::string body;
        while (more && row.bytes(0) == key) {
            if (scope_rank(row.bytes(1)) > rank) {
                rank = scope_rank(row.bytes(1));
                body = row.bytes(2);
            }
            TRY(more, row.next());
        }
        TRY(const auto parsed, Json::parse(body));
        TRY(const auto coupon, parse_coupon(parsed));
        write_coupon(json, key, coupon, now);
    }
    json.end_array().key("next");
    if (more) {
        json.value(key);
    } else {
        json.null();
    }
    json.end_object();
    return text;
}

}  // namespace aisle
