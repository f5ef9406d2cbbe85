// SPDX-License-Identifier: Apache-2.0
// What central answers a till that asks whether a coupon may be used now ("coupon.reserve"): the
// coupon becomes the till's and its charge is set aside, or the till is told why not. Asked again
// with the same redemption, it says the same again. Called within a transaction of the hub's
// database.
#pragma once

#include "agent/domain/coupon/grant.hpp"
#include "agent/store/sqlite.hpp"
#include "tools/hub/use_course.hpp"

namespace aisle {

class ReserveWindow {
public:
    ReserveWindow(Database& db, RightsParts parts);

    Result<ReserveAnswer> ask(std::int64_t device, const ReserveQuestion& question, WallTime now);

private:
    struct Case {
        std::int64_t device = 0;
        ReserveQuestion question;
        std::int64_t charge = 0;
        WallTime now;
    };
    Result<ReserveAnswer> single(const Case& asked);
    Result<ReserveAnswer> elsewhere(const Case& asked, const HolderRow& right);
    Result<void> reserve(const Case& asked);
    Result<bool> is_issued(const CouponRef& ref);

    RightsParts parts_;
    Statement issued_;
};

}  // namespace aisle
