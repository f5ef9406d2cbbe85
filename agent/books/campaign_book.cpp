// SPDX-License-Identifier: Apache-2.0
#include "agent/books/campaign_book.hpp"

#include "agent/books/scope.hpp"
#include "agent/domain/coupon/coupon_ref.hpp"

namespace aisle {

CampaignBook::CampaignBook(Database& db)
    : put_(db.prepare("INSERT INTO campaign(number, scope, body) VALUES(?1, ?2, ?3)"
                      " ON CONFLICT(number, scope) DO UPDATE SET body = excluded.body")),
      remove_(db.prepare("DELETE FROM campaign WHERE number = ?1 AND scope = ?2")),
      clear_(db.prepare("DELETE FROM campaign WHERE scope = ?1")),
      find_(db.prepare("SELECT scope, body FROM campaign WHERE number = ?1")) {}

Result<void> CampaignBook::check(const PageEntry& entry) const {
    TRY(parse_campaign_number(entry.key));
    TRY(const auto body, Json::parse(entry.body));
    TRY(parse_campaign(body));
    return {};
}

Result<void> CampaignBook::put(Txn&, std::string_view scope, const PageEntry& entry) {
    TRY(const auto number, parse_campaign_number(entry.key));
    return put_.bind(std::int64_t{number}, scope, Blob{entry.body}).run();
}

Result<void> CampaignBook::remove(Txn&, std::string_view scope, std::string_view key) {
    const auto number = parse_campaign_number(key);
    if (!number) return {};  // such a one was never put
    return remove_.bind(std::int64_t{*number}, scope).run();
}

Result<void> CampaignBook::clear(Txn&, std::string_view scope) {
    return clear_.bind(scope).run();
}

Result<std::optional<Campaign>> CampaignBook::find(std::uint32_t number) {
    std::string body;
    int rank = -1;
    auto row = find_.bind(std::int64_t{number});
    while (true) {
        TRY(const bool found, row.next());
        if (!found) break;
        if (scope_rank(row.bytes(0)) <= rank) continue;
        rank = scope_rank(row.bytes(0));
        body = row.bytes(1);
    }
    if (rank < 0) return std::optional<Campaign>{};
    TRY(const auto json, Json::parse(body));
    TRY(auto campaign, parse_campaign(json));
    return std::optional(std::move(campaign));
}

}  // namespace aisle
