// SPDX-License-Identifier: Apache-2.0
// What an operator orders about budgets, leases and rights, each in one transaction of its own,
// beside a running hub or without one. The devices are told by the hub, at its next look.
#pragma once

#include "agent/base/log.hpp"
#include "tools/hub/device_registry.hpp"
#include "tools/hub/hub_database.hpp"
#include "tools/hub/rights_office.hpp"

#include <string>

namespace aisle {

struct LendOrder {
    std::string device;
    std::uint32_t campaign = 0;
    LeaseClass kind = LeaseClass::quota;
    std::int64_t units = 0;
    WallTime not_after{};
};

struct RightOrder {
    CouponRef ref;
    std::string device;
    std::int64_t charge = 1;  // pieces, or what it may come to
    WallTime expires{};
};

struct WriteOff {
    std::int64_t leases = 0;
    std::int64_t rights = 0;
    std::int64_t reservations = 0;
};

class RightsOrders {
public:
    RightsOrders(HubDatabase& database, Log log);

    // Errors: as PoolBook::fund.
    Result<Pool> fund(std::uint32_t campaign, LeaseUnit unit, std::int64_t budget);
    // Errors: not_found, conflict ("budget_spent"), unavailable (it has to be compared first).
    Result<GrantRow> lend(const LendOrder& order, WallTime now);
    // Calls back what a device was lent of a campaign. Returns how many leases. Errors: not_found.
    Result<std::int64_t> recall(const std::string& device, std::uint32_t campaign);
    // Puts the right of a coupon at a device; one that is held elsewhere is called back first, and
    // goes there when it has been given back. Errors: not_found, conflict (used, reserved,
    // "budget_spent"), invalid, unavailable.
    Result<HolderRow> put_right(const RightOrder& order);
    // A device that will not come back: all that it was lent counts as spent, what it held as used.
    // Whoever had to wait for it alone is given what can be given. Errors: not_found.
    Result<WriteOff> write_off(const std::string& device, WallTime now);

private:
    Result<DeviceRow> device_named(const std::string& name);
    Result<void> check_compared(std::int64_t device);
    Result<HolderRow> place_right(const DeviceRow& device, const RightOrder& order);

    HubDatabase& database_;
    FindingBook findings_;
    DeviceRegistry devices_;
    RightsOffice office_;
};

}  // namespace aisle
