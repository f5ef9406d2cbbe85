// SPDX-License-Identifier: Apache-2.0
// What was granted here, and how it ended. Of one sale and coupon there is one at a time: asked
// again, the till hears what it was told. Tokens that are good once are remembered beside. Inside a
// Txn on the store thread; the list of open holds on the read thread.
#pragma once

#include "agent/domain/coupon/redemption.hpp"
#include "agent/store/committer.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {

// What of a coupon's past here counts when it comes again.
struct CouponPast {
    std::int64_t attempts = 0;  // of this sale
    bool in_use = false;
    bool used = false;
};

class RedemptionBook {
public:
    explicit RedemptionBook(Database& db);

    Result<std::optional<Redemption>> find(const EventId& id);
    // The one of this sale that counts: the latest attempt.
    Result<std::optional<Redemption>> latest(std::string_view pos_ref, const CouponRef& ref);
    Result<CouponPast> past(std::string_view pos_ref, const CouponRef& ref);
    // Held and redeemed for the same sale: their coupons and what they hold.
    Result<std::vector<Redemption>> beside(std::string_view pos_ref);
    Result<std::int64_t> uses_of(std::string_view member, std::uint32_t campaign);

    Result<void> insert(Txn& txn, const Redemption& redemption);
    Result<void> close(Txn& txn, const Redemption& redemption, WallTime now);
    Result<void> reverse(Txn& txn, const EventId& id);
    Result<void> overrun(Txn& txn, const EventId& id);

    Result<bool> was_seen(const CouponRef& token);
    Result<void> see(Txn& txn, const CouponRef& token, WallTime expires);
    Result<void> forget_seen(Txn& txn, WallTime expired_before, std::size_t rows_max);

    // The facts stay; whose they were is forgotten. How many.
    Result<std::size_t> forget_member(Txn& txn, std::string_view member);

    // When the oldest hold that is still open began.
    Result<std::optional<WallTime>> oldest_open();
    // Closed ones, of campaigns that central has taken away.
    Result<void> forget(Txn& txn, WallTime closed_before, std::size_t rows_max);

private:
    Statement find_;
    Statement latest_;
    Statement past_;
    Statement beside_;
    Statement uses_;
    Statement insert_;
    Statement close_;
    Statement reverse_;
    Statement overrun_;
    Statement was_seen_;
    Statement see_;
    Statement forget_seen_;
    Statement forget_member_;
    Statement oldest_open_;
    Statement forget_;
};

// What a manager is shown:
// {"holds":[{"redemption_id":…,"coupon":…,"pos_ref":…,"held":…,"since":…}]}
class HoldList {
public:
    explicit HoldList(Database& read_only);
    Result<std::string> json(std::size_t rows_max);

private:
    Statement open_;
};

}  // namespace aisle
