// SPDX-License-Identifier: Apache-2.0
#include "agent/books/notice_book.hpp"

#include "agent/base/limits.hpp"

#include <algorithm>
#include <vector>

namespace aisle {

NoticeBook::NoticeBook(Database& db)
    : put_(db.prepare("INSERT INTO notice(key, scope, sha256, body) VALUES(?1, ?2, ?3, ?4)"
                      " ON CONFLICT(key, scope) DO UPDATE SET sha256 = excluded.sha256,"
                      " body = excluded.body")),
      remove_(db.prepare("DELETE FROM notice WHERE key = ?1 AND scope = ?2")),
      clear_(db.prepare("DELETE FROM notice WHERE scope = ?1")),
      count_others_(db.prepare("SELECT count(*) FROM notice WHERE key <> ?1 OR scope <> ?2")),
      of_text_(db.prepare("SELECT body FROM notice WHERE sha256 = ?1")) {}

Result<void> NoticeBook::check(const PageEntry& entry) const {
    TRY(const auto body, Json::parse(entry.body));
    TRY(parse_notice_text(body));
    return {};
}

Result<void> NoticeBook::put(Txn&, std::string_view scope, const PageEntry& entry) {
    {
        auto row = count_others_.bind(entry.key, scope);
        TRY(row.one());
        if (row.integer(0) >= std::int64_t{member_notices_max}) return {};
    }
    TRY(const auto body, Json::parse(entry.body));
    TRY(const auto notice, parse_notice_text(body));
    return put_.bind(entry.key, scope, notice.notice.sha256, Blob{entry.body}).run();
}

Result<void> NoticeBook::remove(Txn&, std::string_view scope, std::string_view key) {
    return remove_.bind(key, scope).run();
}

Result<void> NoticeBook::clear(Txn&, std::string_view scope) {
    return clear_.bind(scope).run();
}

Result<bool> NoticeBook::has(const Notice& notice) {
    auto row = of_text_.bind(notice.sha256);
    while (true) {
        TRY(const bool found, row.next());
        if (!found) return false;
        TRY(const auto body, Json::parse(row.bytes(0)));
        TRY(const auto kept, parse_notice_text(body));
        if (kept.notice == notice) return true;
    }
}

Result<void> NoticeBook::were_shown(Txn&, std::span<const Consent> consents) {
    for (std::size_t i = 0; i < consents.size(); ++i) {
        const auto& consent = consents[i];
        if (consent.decision == ConsentDecision::withdrawn || !consent.notice) continue;
        TRY(const bool here, has(*consent.notice));
        if (here) continue;
        return Error(Errc::denied,
                     "this device does not have the text of this notice, so nobody can have read "
                     "it here: show one of GET /v1/notices")
            .coded("notice_missing")
            .placed("/consents/" + std::to_string(i) + "/notice");
    }
    return {};
}

NoticeList::NoticeList(Database& db)
    : all_(db.prepare("SELECT body FROM notice ORDER BY key, scope")) {}

Result<std::string> NoticeList::json() {
    std::string text;
    JsonWriter json(text);
    json.begin_object().key("notices").begin_array();
    std::vector<Notice> listed;
    auto row = all_.bind();
    while (true) {
        TRY(const bool found, row.next());
        if (!found) break;
        TRY(const auto body, Json::parse(row.bytes(0)));
        TRY(const auto notice, parse_notice_text(body));
        if (std::find(listed.begin(), listed.end(), notice.notice) != listed.end()) continue;
        listed.push_back(notice.notice);
        write_notice_text(json, notice);
    }
    json.end_array().end_object();
    return text;
}

}  // namespace aisle
