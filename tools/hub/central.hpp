// SPDX-License-Identifier: Apache-2.0
// Central's side of the conversation, sync/wire.hpp from the other end: messages in, messages out,
// and what they change in the database. No MQTT, no thread, no clock, nothing in memory that
// another worker would need: several of these may serve one database.
// Promise: what handle() returns may be sent, for all it speaks of is on the disk. After an error
// nothing of the group was stored and nothing may be sent; the devices send it again.
#pragma once

#include "agent/base/log.hpp"
#include "agent/base/metrics.hpp"
#include "sync/wire.hpp"
#include "tools/hub/batch_intake.hpp"
#include "tools/hub/decision_log.hpp"
#include "tools/hub/hub_database.hpp"
#include "tools/hub/member_finder.hpp"
#include "tools/hub/rights_office.hpp"

#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace aisle {

enum class UpKind { status, hello, journal, want, ask, report };
// Nothing when it is none of these words.
std::optional<UpKind> parse_up_kind(std::string_view word);

struct FromDevice {
    std::string device;  // as the topic names it; the broker has checked who it is
    UpKind kind = UpKind::hello;
    std::string payload;
};

struct HubMessage {
    std::string topic;  // below the root: "down/s0042-pos1/ack", "feed/fleet"
    std::string payload;
};

// Planted, so that the tests that would have to notice can be seen to notice.
struct HubFaults {
    bool dedup_off = false;          // every copy of an event is stored
    bool ack_before_commit = false;  // acks leave, and the commit waits for the next group
    bool reclaim_by_clock = false;   // what a lease had left comes back when it is over here
};

struct CentralOptions {
    Incarnation incarnation;
    Pace pace = {};
    HubFaults faults = {};
};

class Central {
public:
    Central(HubDatabase& database, CentralOptions options, Metrics& metrics, Log log);

    // One transaction for all of them. A message that cannot be read or fitted in is refused alone,
    // and leaves nothing but the finding. Errors: those of the database.
    Result<std::vector<HubMessage>> handle(std::span<const FromDevice> group, WallTime now);

    // What an operator's command has made due: unasked welcomes, live pages of feeds. It stays due
    // until due_is_sent().
    Result<std::vector<HubMessage>> due(WallTime now);
    Result<void> due_is_sent();

private:
    struct Told {  // whom an ack is owed
        std::int64_t device = 0;
        Epoch epoch;
        Lane lane = Lane::ledger;
        auto operator<=>(const Told&) const = default;
    };
    Result<void> begin();
    Result<void> take(const FromDevice& message, WallTime now);
    Result<void> hear(const DeviceRow& device, const FromDevice& message, WallTime now);
    Result<void> take_status(const DeviceRow& device, std::string_view payload);
    Result<void> take_hello(const DeviceRow& device, std::string_view payload, WallTime now);
    Result<void> take_batch(const DeviceRow& device, std::string_view payload, WallTime now);
    Result<void> take_want(const DeviceRow& device, std::string_view payload);
    Result<void> take_ask(const DeviceRow& device, std::string_view payload, WallTime now);
    Result<void> greet_rights(const DeviceRow& device, const Hello& hello);
    void write_commands();
    Result<void> take_report(const DeviceRow& device, std::string_view payload, WallTime now);
    Result<void> refuse(const DeviceRow& device, const Error& why, WallTime now);
    Result<Welcome> welcome(const DeviceRow& device, const Hello& hello, WallTime now);
    Result<LaneWelcome> lane_welcome(std::int64_t device, const Epoch& epoch, Lane lane);
    Result<void> write_acks();
    Result<void> tell_live(const Page& page);

    HubDatabase& database_;
    CentralOptions options_;
    Metrics& metrics_;
    Log log_;
    FindingBook findings_;
    EventLedger ledger_;
    LaneBook lanes_;
    ClockBook clocks_;
    DeviceRegistry devices_;
    DecisionLog decisions_;
    MemberFinder members_;
    RightsOffice rights_;
    BatchIntake intake_;

    // Of the group under way.
    std::vector<HubMessage> out_;
    std::set<std::pair<std::string, Told>> acks_owed_;
    // Of what is due.
    std::vector<DeviceRow> welcomed_;
    std::vector<Page> told_;
};

}  // namespace aisle
