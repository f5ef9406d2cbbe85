// SPDX-License-Identifier: Apache-2.0
#include "tools/hub/rights_command.hpp"

namespace aisle {
namespace {

WallTime end_of(const RightsWish& wish, WallTime now) {
    return now + std::chrono::hours{wish.hours};
}

}  // namespace

Result<std::string> fund_budget(RightsOrders& orders, const RightsWish& wish, WallTime) {
    TRY(const auto unit, parse_lease_unit(wish.unit));
    TRY(const auto pool, orders.fund(wish.campaign, unit, wish.units));
    return "campaign " + std::to_string(pool.campaign) + ": " + std::to_string(pool.left) + " of " +
           std::to_string(pool.budget) + " left";
}

Result<std::string> lend_units(RightsOrders& orders, const RightsWish& wish, WallTime now) {
    LendOrder order{.device = wish.device,
                    .campaign = wish.campaign,
                    .units = wish.units,
                    .not_after = end_of(wish, now)};
    TRY(order.kind, parse_lease_class(wish.kind));
    TRY(const auto row, orders.lend(order, now));
    return "lease " + row.lease.id + ": " + std::to_string(row.lease.granted) + " until " +
           to_rfc3339(row.lease.not_after);
}

Result<std::string> recall_leases(RightsOrders& orders, const RightsWish& wish, WallTime) {
    TRY(const auto count, orders.recall(wish.device, wish.campaign));
    return std::to_string(count) + " leases are called back from " + wish.device;
}

Result<std::string> put_right(RightsOrders& orders, const RightsWish& wish, WallTime now) {
    RightOrder order{
        .ref = {}, .device = wish.device, .charge = wish.units, .expires = end_of(wish, now)};
    TRY(order.ref, parse_coupon_ref(wish.coupon));
    TRY(const auto row, orders.put_right(order));
    return "coupon " + wish.coupon + ": " + std::string(to_string(row.state)) + ", term " +
           std::to_string(row.term);
}

Result<std::string> write_off(RightsOrders& orders, const RightsWish& wish, WallTime now) {
    TRY(const auto done, orders.write_off(wish.device, now));
    return wish.device + ": written off are " + std::to_string(done.leases) + " leases, " +
           std::to_string(done.rights) + " rights, " + std::to_string(done.reservations) +
           " reservations";
}

}  // namespace aisle
