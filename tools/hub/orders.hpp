// SPDX-License-Identifier: Apache-2.0
// What an operator orders, each in one transaction of its own, beside a running hub or without one.
// An order changes the books, and with them what is due; the hub looks for that five times a
// second and tells the devices.
#pragma once

#include "agent/base/log.hpp"
#include "tools/hub/decision_log.hpp"
#include "tools/hub/device_registry.hpp"
#include "tools/hub/event_ledger.hpp"
#include "tools/hub/finding_book.hpp"
#include "tools/hub/hub_database.hpp"
#include "tools/hub/lane_book.hpp"

#include <string>

namespace aisle {

struct Rewind {
    std::string device;
    Lane lane = Lane::ledger;
    Seq to;
};

class Orders {
public:
    Orders(HubDatabase& database, Log log);

    // Errors: as DecisionLog::decide.
    Result<FeedHead> decide(const FeedName& name, const Decision& decision, WallTime now);
    Result<FeedHead> begin_generation(const FeedName& name, WallTime now);
    // The device's newest epoch is sent again from there. Returns the number it went back to.
    // Errors: not_found, invalid.
    Result<Seq> rewind(const Rewind& rewind);
    // Errors: not_found, invalid.
    Result<void> post(const std::string& device, const Posting& posting);

private:
    Result<DeviceRow> device_named(const std::string& name);

    HubDatabase& database_;
    FindingBook findings_;
    EventLedger ledger_;
    LaneBook lanes_;
    DeviceRegistry devices_;
    DecisionLog decisions_;
};

}  // namespace aisle
