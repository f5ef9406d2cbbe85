// SPDX-License-Identifier: Apache-2.0
// What the till says of itself: saved, delivered, what waits since when and why. Values that the
// wiring collects, and the JSON of GET /v1/status and GET /v1/feeds, read by screens, by the
// operator's command and by people. Never personal data. Pure; any thread.
#pragma once

#include "agent/base/ids.hpp"
#include "agent/base/strong.hpp"
#include "agent/base/time.hpp"
#include "agent/domain/event.hpp"

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace aisle {

struct LaneStatus {
    Seq saved;      // the last number on the disk
    Seq delivered;  // central committed through here
    std::uint64_t waiting = 0;
    std::optional<WallTime> waiting_since;
};

struct CentralStatus {
    std::string state = "offline";  // offline, connecting, greeting, streaming
    std::string broker;             // without credentials
    std::string mqtt;               // "5", "3.1.1"
    std::string trouble;            // a sentence; empty while all is well
    std::optional<std::uint64_t> seconds_in_state;
};

struct DiskStatus {
    std::string state = "ok";  // ok, low, full, dead
    std::uint64_t used_bytes = 0;
    std::uint64_t budget_bytes = 0;
};

struct ScannerStatus {
    std::string name;
    std::string state;  // open, closed
    std::uint64_t scans = 0;
    std::string trouble;
};

// A printer, a tap or a till's journal files.
struct PeripheralStatus {
    std::string name;
    std::string state;  // waiting: not known yet; open, lost; of a printer its condition
    std::string trouble;
    bool operator==(const PeripheralStatus&) const = default;
};

struct TillStatus {
    std::string tenant;
    std::string device;
    std::string store;
    std::string version;
    Epoch epoch;
    WallTime now;
    ClockQuality clock = ClockQuality::unset;
    std::uint64_t uptime_seconds = 0;
    std::array<LaneStatus, 2> lanes;  // by Lane
    std::uint64_t gaps = 0;
    std::uint64_t quarantined = 0;
    CentralStatus central;
    DiskStatus disk;
    std::vector<ScannerStatus> scanners;
    std::vector<PeripheralStatus> printers;
    std::vector<PeripheralStatus> taps;
    std::vector<PeripheralStatus> journals;
    // What is wrong and what to do, a sentence each; empty means all is well.
    std::vector<std::string> problems;
};

struct FeedStatus {
    std::string feed;
    std::string scope;
    Generation generation;
    Cursor applied;
    Cursor head;
    std::string problem;
};

std::string status_json(const TillStatus& status);
std::string feeds_json(const std::vector<FeedStatus>& feeds);

}  // namespace aisle
