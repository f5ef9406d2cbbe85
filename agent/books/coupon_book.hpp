// SPDX-License-Identifier: Apache-2.0
// Coupons that central put into the feed "coupons" under their names ("90417-17"): known here,
// shown here. Of one name the most specific scope wins. Inside a Txn on the store thread; the
// listing on the read thread.
#pragma once

#include "agent/books/campaign_book.hpp"
#include "agent/books/erasure_memory.hpp"
#include "agent/books/lease_book.hpp"
#include "agent/books/ratchet_book.hpp"
#include "agent/books/redemption_book.hpp"
#include "agent/books/right_book.hpp"
#include "agent/domain/coupon/coupon.hpp"
#include "agent/store/committer.hpp"
#include "sync/feeds.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace aisle {

class CouponBook final : public FeedFold {
public:
    explicit CouponBook(Database& db);

    std::string_view feed() const override { return "coupons"; }
    Result<void> check(const PageEntry& entry) const override;
    Result<void> put(Txn& txn, std::string_view scope, const PageEntry& entry) override;
    Result<void> remove(Txn& txn, std::string_view scope, std::string_view key) override;
    Result<void> clear(Txn& txn, std::string_view scope) override;

    Result<std::optional<Coupon>> find(const CouponRef& ref);
    // A member who was erased has no coupons here, nor does one come after her. How many they were.
    Result<std::size_t> forget_member(Txn& txn, std::string_view member);

private:
    ErasureMemory erased_;
    Statement put_;
    Statement remove_;
    Statement clear_;
    Statement find_;
    Statement forget_member_;
};

// One page of coupons in the order of their names: {"coupons":[…],"next":"90417-17" or null}. Those
// whose campaign is not known yet are left out: nobody could say what they are worth. What is said
// of each is what a till here would find: two look-ups of a coupon, and two of a campaign.
class CouponList {
public:
    explicit CouponList(Database& read_only);
    struct Here {
        std::string store{};
        WallTime now{};
    };
    // `after`: a name, or empty. Errors: invalid ("bad_coupon_ref").
    Result<std::string> json(std::string_view after, std::size_t rows_max, const Here& here);

private:
    struct Page;
    Result<void> add(Page& page, const CouponRef& ref, std::string_view body);
    Result<CouponFacts> facts_of(std::uint32_t campaign, const Page& page);

    CampaignBook campaigns_;
    LeaseBook leases_;
    RightBook rights_;
    RedemptionBook redemptions_;
    RatchetBook ratchet_;
    Statement page_;
};

}  // namespace aisle
