// SPDX-License-Identifier: Apache-2.0
// An inventory of a device against the books: what it names is taken as it says where that is more
// than was known; what it names and is not its own any more it is told; what it should have and
// does not name is missing, and stays in doubt until it is written off. From a disk that may be an
// older one nothing is believed but what was spent: what it holds is taken from it. Called within a
// transaction of the hub's database.
#pragma once

#include "agent/domain/coupon/lease_event.hpp"
#include "tools/hub/use_course.hpp"

namespace aisle {

// Where an inventory stands in its device's ledger.
struct LedgerPlace {
    Epoch epoch;
    Seq seq;
};

class Stocktaking {
public:
    Stocktaking(RightsParts parts, UseCourse& uses) : parts_(parts), uses_(uses) {}

    // One part. True when with it the device is compared.
    Result<bool> part(std::int64_t device, const InventoryReport& report, const LedgerPlace& place,
                      WallTime now);

    // A lease as its device tells of it: in an inventory, or alone.
    Result<GrantRow> lease(std::int64_t device, const LeaseReport& report, WallTime now);

private:
    Result<GrantRow> adopt(std::int64_t device, const LeaseReport& report, WallTime now);
    Result<std::int64_t> room_for(std::int64_t device, const LeaseReport& report);
    Result<void> named_lease(const ComparisonRow& row, const LeaseReport& report, WallTime now);
    Result<void> named_right(const ComparisonRow& row, const RightReport& report, WallTime now);
    Result<void> adopt_right(const ComparisonRow& row, const RightReport& report);
    Result<void> finish(const ComparisonRow& row);
    Result<void> finish_reservations(const ComparisonRow& row);
    Result<void> finish_rights(const ComparisonRow& row);
    Result<void> close_right(std::int64_t device, const CouponRef& ref);

    RightsParts parts_;
    UseCourse& uses_;
};

}  // namespace aisle
