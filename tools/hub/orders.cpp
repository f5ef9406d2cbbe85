// SPDX-License-Identifier: Apache-2.0
#include "tools/hub/orders.hpp"

namespace aisle {
namespace {

// A welcome names two groups, and a device subscribes to no more.
constexpr std::size_t groups_max = 2;

}  // namespace

Orders::Orders(HubDatabase& database, Log log)
    : database_(database),
      findings_(database.db(), log),
      ledger_(database.db(), true),
      lanes_(database.db(), ledger_, findings_),
      devices_(database.db()),
      decisions_(database.db()) {}

Result<DeviceRow> Orders::device_named(const std::string& name) {
    TRY(const auto device, devices_.find(name));
    if (!device) return Error(Errc::not_found, "no device \"" + name + "\" has said hello yet");
    return *device;
}

Result<FeedHead> Orders::decide(const FeedName& name, const Decision& decision, WallTime now) {
    HubTransaction transaction(database_);
    TRY(transaction.begin());
    TRY(const auto feed, decisions_.decide(name, decision, now));
    if (feed.born) {
        // Devices follow exactly the feeds that a welcome named.
        TRY(devices_.call(name.scope));
    }
    TRY(transaction.commit());
    return feed.head;
}

Result<FeedHead> Orders::begin_generation(const FeedName& name, WallTime now) {
    HubTransaction transaction(database_);
    TRY(transaction.begin());
    TRY(const auto feed, decisions_.begin_generation(name, now));
    TRY(transaction.commit());
    return feed.head;
}

Result<Seq> Orders::rewind(const Rewind& rewind) {
    HubTransaction transaction(database_);
    TRY(transaction.begin());
    TRY(const auto device, device_named(rewind.device));
    TRY(auto lane, lanes_.newest(device.number, rewind.lane));
    if (!lane) return Error(Errc::not_found, rewind.device + " has sent nothing yet");
    TRY(lanes_.rewind(*lane, rewind.to));
    TRY(devices_.call("device-" + device.name));
    TRY(transaction.commit());
    return lane->committed;
}

Result<void> Orders::post(const std::string& name, const Posting& posting) {
    if (!is_place_name(posting.store)) {
        return Error(Errc::invalid, "a store's name has 1 to 64 of a-z, 0-9 and dashes");
    }
    if (posting.groups.size() > groups_max) {
        return Error(Errc::invalid, "a device belongs to at most two groups");
    }
    for (const auto& group : posting.groups) {
        if (is_place_name(group)) continue;
        return Error(Errc::invalid, "a group's name has 1 to 64 of a-z, 0-9 and dashes");
    }
    HubTransaction transaction(database_);
    TRY(transaction.begin());
    TRY(const auto device, device_named(name));
    TRY(devices_.post(device.number, posting));
    TRY(devices_.call("device-" + device.name));
    return transaction.commit();
}

}  // namespace aisle
