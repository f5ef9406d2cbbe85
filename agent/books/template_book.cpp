// SPDX-License-Identifier: Apache-2.0
#include "agent/books/template_book.hpp"

#include "agent/books/scope.hpp"
#include "agent/domain/receipt/receipt_template.hpp"

namespace aisle {

TemplateBook::TemplateBook(Database& db)
    : put_(db.prepare("INSERT INTO receipt_template(key, scope, body) VALUES(?1, ?2, ?3)"
                      " ON CONFLICT(key, scope) DO UPDATE SET body = excluded.body")),
      remove_(db.prepare("DELETE FROM receipt_template WHERE key = ?1 AND scope = ?2")),
      clear_(db.prepare("DELETE FROM receipt_template WHERE scope = ?1")) {}

Result<void> TemplateBook::check(const PageEntry& entry) const {
    TRY(const auto body, Json::parse(entry.body));
    TRY(parse_receipt_template(body));
    return {};
}

Result<void> TemplateBook::put(Txn&, std::string_view scope, const PageEntry& entry) {
    return put_.bind(entry.key, scope, Blob{entry.body}).run();
}

Result<void> TemplateBook::remove(Txn&, std::string_view scope, std::string_view key) {
    return remove_.bind(key, scope).run();
}

Result<void> TemplateBook::clear(Txn&, std::string_view scope) {
    return clear_.bind(scope).run();
}

TemplateList::TemplateList(Database& db)
    : all_(db.prepare("SELECT key, scope, body FROM receipt_template ORDER BY key")) {}

Result<TemplateTexts> TemplateList::all() {
    TemplateTexts texts;
    std::map<std::string, int, std::less<>> ranks;
    auto row = all_.bind();
    while (true) {
        TRY(const bool more, row.next());
        if (!more) return texts;
        const std::string key(row.bytes(0));
        const int rank = scope_rank(row.bytes(1));
        const auto [known, fresh] = ranks.emplace(key, rank);
        if (!fresh && known->second >= rank) continue;
        known->second = rank;
        texts[key] = row.bytes(2);
    }
}

}  // namespace aisle
