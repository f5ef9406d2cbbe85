// SPDX-License-Identifier: Apache-2.0
#include "tools/hub/rights_orders.hpp"

namespace aisle {

RightsOrders::RightsOrders(HubDatabase& database, Log log)
    : database_(database),
      findings_(database.db(), log),
      devices_(database.db()),
      office_(database.db(), findings_) {}

Result<DeviceRow> RightsOrders::device_named(const std::string& name) {
    TRY(const auto device, devices_.find(name));
    if (!device) return Error(Errc::not_found, "no device \"" + name + "\" has said hello yet");
    return *device;
}

Result<void> RightsOrders::check_compared(std::int64_t device) {
    auto& comparisons = office_.books().comparisons;
    TRY(const bool all_wait, comparisons.all_wait());
    if (all_wait) {
        return Error(Errc::unavailable,
                     "this hub was set back: it gives nothing before every device that it knew has"
                     " told what it holds, or was written off");
    }
    TRY(const auto row, comparisons.meet(device));
    if (row.compared()) return {};
    return Error(Errc::unavailable,
                 "the device has to tell what it holds first; it is asked when"
                 " it is there");
}

Result<Pool> RightsOrders::fund(std::uint32_t campaign, LeaseUnit unit, std::int64_t budget) {
    HubTransaction transaction(database_);
    TRY(transaction.begin());
    TRY(const bool business, office_.books().pools.any());
    TRY(const auto pool, office_.books().pools.fund(campaign, unit, budget));
    // From the first budget on devices are asked what they hold.
    if (!business) TRY(devices_.call("fleet"));
    TRY(transaction.commit());
    return pool;
}

Result<GrantRow> RightsOrders::lend(const LendOrder& order, WallTime now) {
    HubTransaction transaction(database_);
    TRY(transaction.begin());
    TRY(const auto device, device_named(order.device));
    TRY(check_compared(device.number));
    TRY(const auto row,
        office_.books().grants.issue(
            {device.number, order.campaign, order.kind, order.units, order.not_after}, now));
    TRY(devices_.call("device-" + device.name));
    TRY(transaction.commit());
    return row;
}

Result<std::int64_t> RightsOrders::recall(const std::string& name, std::uint32_t campaign) {
    HubTransaction transaction(database_);
    TRY(transaction.begin());
    TRY(const auto device, device_named(name));
    TRY(const auto grants, office_.books().grants.alive_of(device.number));
    std::int64_t recalled = 0;
    for (const auto& grant : grants) {
        if (grant.lease.campaign != campaign) continue;
        auto after = grant;
        after.state = GrantState::recalled;
        TRY(office_.books().grants.save(grant, after));
        ++recalled;
    }
    TRY(devices_.call("device-" + device.name));
    TRY(transaction.commit());
    return recalled;
}

Result<HolderRow> RightsOrders::place_right(const DeviceRow& device, const RightOrder& order) {
    auto& books = office_.books();
    TRY(const auto known, books.holders.find(order.ref));
    const auto before = known.value_or(HolderRow{.ref = order.ref});
    if (before.state == HolderState::used) {
        return Error(Errc::conflict, "the coupon was used").coded("already_used");
    }
    if (before.state == HolderState::reserved) {
        return Error(Errc::conflict, "the coupon is held for a sale").coded("in_use");
    }
    auto after = before;
    if (before.held() && before.device == device.number && before.state != HolderState::recalled) {
        return before;
    }
    if (before.held()) {
        after.state = HolderState::recalled;
        after.next_device = device.number;
        after.next_expires = order.expires;
    } else {
        TRY(const auto pool, books.pools.find(order.ref.campaign));
        if (!pool) return Error(Errc::not_found, "the campaign has no budget");
        if (pool->left < order.charge) {
            return Error(Errc::conflict, "the pool has " + std::to_string(pool->left) + " left")
                .coded("budget_spent");
        }
        after = put_at(before, {device.number, order.charge, order.expires});
    }
    TRY(books.holders.save(before, after));
    return after;
}

Result<HolderRow> RightsOrders::put_right(const RightOrder& order) {
    if (order.ref.serial == 0 || order.charge < 1) {
        return Error(Errc::invalid, "a right is of one coupon, and is charged with 1 or more");
    }
    HubTransaction transaction(database_);
    TRY(transaction.begin());
    TRY(const auto device, device_named(order.device));
    TRY(check_compared(device.number));
    TRY(const auto row, place_right(device, order));
    // Its holder is told, be that the one it goes to or the one that has to give it back.
    TRY(devices_.call_number(row.device));
    TRY(transaction.commit());
    return row;
}

Result<WriteOff> RightsOrders::write_off(const std::string& name, WallTime now) {
    auto& books = office_.books();
    HubTransaction transaction(database_);
    TRY(transaction.begin());
    TRY(const auto device, device_named(name));
    WriteOff done;
    TRY(const auto grants, books.grants.all_of(device.number));
    for (const auto& grant : grants) {
        if (!grant.alive() && grant.state != GrantState::missing) continue;
        auto after = grant;
        after.state = GrantState::written_off;
        TRY(books.grants.save(grant, after));
        ++done.leases;
    }
    TRY(const auto rights, books.holders.held_by(device.number));
    for (const auto& right : rights) {
        TRY(books.holders.save(right, used_by(right, "", right.charged)));
        TRY(office_.uses().close_undecided(right.ref, ""));
        ++done.rights;
    }
    TRY(const auto open, books.reservations.open_of(device.number));
    for (const auto& reservation : open) {
        TRY(office_.uses().lose(reservation, ReservationState::used));
        ++done.reservations;
    }
    TRY(books.comparisons.write_off(device.number));
    TRY(office_.serve(now));
    auto told = office_.voice().take_devices();
    told.insert(device.name);
    for (const auto& each : told) TRY(devices_.call("device-" + each));
    TRY(transaction.commit());
    return done;
}

}  // namespace aisle
