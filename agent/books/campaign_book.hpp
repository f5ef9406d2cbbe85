// SPDX-License-Identifier: Apache-2.0
// Campaigns that central put into the feed "campaigns" under their numbers: what its coupons do. Of
// one number the most specific scope wins. Inside a Txn on the store thread.
#pragma once

#include "agent/domain/coupon/campaign.hpp"
#include "agent/store/committer.hpp"
#include "sync/feeds.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace aisle {

class CampaignBook final : public FeedFold {
public:
    explicit CampaignBook(Database& db);

    std::string_view feed() const override { return "campaigns"; }
    Result<void> check(const PageEntry& entry) const override;
    Result<void> put(Txn& txn, std::string_view scope, const PageEntry& entry) override;
    Result<void> remove(Txn& txn, std::string_view scope, std::string_view key) override;
    Result<void> clear(Txn& txn, std::string_view scope) override;

    Result<std::optional<Campaign>> find(std::uint32_t number);

private:
    Statement put_;
    Statement remove_;
    Statement clear_;
    Statement find_;
};

}  // namespace aisle
