// SPDX-License-Identifier: Apache-2.0
// One batch of a device, from its bytes into the books. Two steps: reading believes nothing and
// touches nothing; storing keeps every event by id, places it, checks what can be checked, and
// moves the settled prefix. What does not check out is a finding; the facts are stored all the
// same. Then what is settled of rights is acted upon. Storing happens within a transaction of the
// hub's database.
#pragma once

#include "agent/domain/event.hpp"
#include "sync/wire.hpp"
#include "tools/hub/clock_book.hpp"
#include "tools/hub/device_registry.hpp"
#include "tools/hub/event_ledger.hpp"
#include "tools/hub/finding_book.hpp"
#include "tools/hub/lane_book.hpp"
#include "tools/hub/rights_office.hpp"

#include <string_view>
#include <vector>

namespace aisle {

struct ParsedBatch {
    Batch batch;
    std::vector<EventHeader> headers;  // one an entry; they point into the entries
};

// Errors: invalid, too_large, corrupt, placed by JSON pointer.
Result<ParsedBatch> read_batch(std::string_view payload);

// Of one batch: how many of its events were not known before, and how many were.
struct IntakeCount {
    std::uint64_t fresh = 0;
    std::uint64_t known = 0;
};

// Whether an event's source, "urn:aisle:{tenant}:{device}", names this device.
bool comes_from(std::string_view source, std::string_view device);

class BatchIntake {
public:
    BatchIntake(EventLedger& ledger, LaneBook& lanes, ClockBook& clocks, RightsOffice& rights,
                FindingBook& findings);

    // Errors: denied (too many epochs), and those of the database; what was written until then is
    // the caller's to take back.
    Result<IntakeCount> store(const DeviceRow& device, const ParsedBatch& read, WallTime now);

private:
    Result<Kept> keep(const DeviceRow& device, const EventHeader& header, const BatchEntry& entry,
                      WallTime now);

    EventLedger& ledger_;
    LaneBook& lanes_;
    ClockBook& clocks_;
    RightsOffice& rights_;
    FindingBook& findings_;
};

}  // namespace aisle
