// SPDX-License-Identifier: Apache-2.0
// An operator's orders about budgets and rights, as they are typed; each answers with the line
// that is printed. Errors are those of rights_orders.hpp, and of the words.
#pragma once

#include "tools/hub/bounds.hpp"
#include "tools/hub/rights_orders.hpp"

#include <chrono>
#include <cstdint>
#include <string>

namespace aisle {

struct RightsWish {
    std::string device;
    std::uint32_t campaign = 0;
    std::string unit;
    std::string kind = "quota";
    std::string coupon;
    std::int64_t units = 1;
    std::int64_t hours = std::chrono::hours(hub_lease_time).count();
};

using TypedOrder = Result<std::string> (*)(RightsOrders&, const RightsWish&, WallTime now);

Result<std::string> fund_budget(RightsOrders& orders, const RightsWish& wish, WallTime now);
Result<std::string> lend_units(RightsOrders& orders, const RightsWish& wish, WallTime now);
Result<std::string> recall_leases(RightsOrders& orders, const RightsWish& wish, WallTime now);
Result<std::string> put_right(RightsOrders& orders, const RightsWish& wish, WallTime now);
Result<std::string> write_off(RightsOrders& orders, const RightsWish& wish, WallTime now);

}  // namespace aisle
