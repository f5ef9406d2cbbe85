// SPDX-License-Identifier: Apache-2.0
// Coupons that central put into the feed `coupons`: known here, shown here. Of one key the most
// specific scope wins. Inside a Txn on the store thread; the listing on the read thread.
#pragma once

#include "agent/domain/coupon.hpp"
#include "agent/store/committer.hpp"
#include "sync/feeds.hpp"

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

private:
    Statement put_;
    Statement remove_;
    Statement clear_;
};

// One page of coupons in the order of their keys: {"coupons":[…],"next":"key" or null}.
class CouponList {
public:
    explicit CouponList(Database& read_only);
    Result<std::string> json(std::string_view after, std::size_t rows_max, WallTime now);

private:
    Statement page_;
};

}  // namespace aisle
