// SPDX-License-Identifier: Apache-2.0
// Coupons of one use whose only right stands on this device. A right that was asked back leaves at
// once if it is not held, and else when its sale has ended without it. Inside a Txn on the store
// thread.
#pragma once

#include "agent/domain/coupon/coupon_ref.hpp"
#include "agent/domain/coupon/grant.hpp"
#include "agent/store/committer.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {

enum class RightState { here, held, used, returned };
std::string_view to_string(RightState state);

struct CouponRight {
    CouponRef ref;
    std::int64_t term = 0;
    WallTime expires_at;
    RightState state = RightState::here;
    bool recalled = false;
};

class RightBook {
public:
    explicit RightBook(Database& db);

    // Whether it is new here. The same term again changes nothing, a later one begins anew.
    Result<bool> accept(Txn& txn, const RightGrant& grant);
    Result<std::optional<CouponRight>> find(const CouponRef& ref);
    Result<void> set(Txn& txn, const CouponRef& ref, RightState state);
    // A hold's end; of a right that central has closed meanwhile it is none.
    Result<void> end_hold(Txn& txn, const CouponRef& ref, RightState state);
    // It was asked back before it came: should it come yet, it is not taken.
    Result<void> refuse(Txn& txn, const RightGrant& recalled);
    Result<void> recall(Txn& txn, const CouponRef& ref);
    // Those that were not returned, from `after` on in the order of their names.
    Result<std::vector<CouponRight>> page(const CouponRef& after, std::size_t rows_max);
    // How many those are.
    Result<std::int64_t> count();
    Result<void> forget(Txn& txn, WallTime ended_before, std::size_t rows_max);

private:
    Statement insert_;
    Statement find_;
    Statement set_;
    Statement end_hold_;
    Statement refuse_;
    Statement recall_;
    Statement page_;
    Statement count_;
    Statement forget_;
};

}  // namespace aisle
