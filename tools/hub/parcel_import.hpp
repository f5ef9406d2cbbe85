// SPDX-License-Identifier: Apache-2.0
// `aisle-hub import FILE`: what a device could not send, carried here by hand. Two readings: the
// first believes nothing and touches nothing, and refuses the file whole; the second takes every
// batch through the intake that batches from the broker go through, so that each event counts by
// its id whichever way it comes, or comes again. Beside a running hub, or without one.
#pragma once

#include "agent/base/log.hpp"
#include "sync/parcel.hpp"
#include "tools/hub/batch_intake.hpp"
#include "tools/hub/hub_database.hpp"

#include <cstdint>
#include <string>

namespace aisle {

struct ImportWish {
    std::string file;
    const SealPrivateKey* key = nullptr;  // null: for files that are not sealed
    std::string device;                   // the one that is expected; empty: any
};

struct ImportCount {
    ParcelHead head;
    bool stored = false;  // false after the first reading alone
    std::uint64_t events = 0;
    std::uint64_t fresh = 0;    // not known before
    std::uint64_t known = 0;    // came another way, or before
    std::uint64_t gaps = 0;     // declared by the device
    std::uint64_t missing = 0;  // numbers that damage has taken; the device declares them itself
    Digest digest;
};

// The first reading alone. Errors: not_found, denied (another key, another device), newer, corrupt
// (damaged, cut short), invalid (not what it says it is).
Result<ImportCount> survey_parcel(const ImportWish& wish);

class ParcelImport {
public:
    // `dedup` false is a planted fault: every copy is stored.
    ParcelImport(HubDatabase& database, Log log, bool dedup = true);

    // Both readings. What was committed before an error stays; importing again is safe.
    // Errors: as above, and those of the database.
    Result<ImportCount> run(const ImportWish& wish, WallTime now);

private:
    Result<void> take(ParcelReader& reader, ImportCount& count, WallTime now);
    // As many batches as one transaction holds; false after the last.
    Result<bool> take_group(ParcelReader& reader, ImportCount& count, WallTime now);
    Result<void> call_those_told();

    HubDatabase& database_;
    FindingBook findings_;
    EventLedger ledger_;
    LaneBook lanes_;
    ClockBook clocks_;
    DeviceRegistry devices_;
    RightsOffice rights_;
    BatchIntake intake_;
};

std::string import_text(const ImportCount& count);
std::string import_json(const ImportCount& count);

}  // namespace aisle
