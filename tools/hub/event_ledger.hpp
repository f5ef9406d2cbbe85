// SPDX-License-Identifier: Apache-2.0
// Every fact once: an event is stored by (device, id), whatever epoch and number it came under, in
// the order of arrival and byte for byte. A second copy of an id finds the first.
// Called within a transaction of the hub's database; begin() opens each of them.
#pragma once

#include "agent/base/ids.hpp"
#include "agent/base/time.hpp"
#include "agent/store/sqlite.hpp"
#include "sync/wire.hpp"

#include <cstdint>
#include <string>

namespace aisle {

// The number of a stored event, and whether it was stored before.
struct Kept {
    std::int64_t event = 0;
    bool known = false;
    bool bytes_changed = false;  // known, and not the same bytes: the first are kept
};

class EventLedger {
public:
    static const char* const tables;
    // `dedup` false is a planted fault: every copy is stored.
    EventLedger(Database& db, bool dedup);

    Result<void> begin();
    Result<Kept> keep(std::int64_t device, const EventId& id, const BatchEntry& entry,
                      WallTime now);
    Result<EventId> id_of(std::int64_t event);

    // Hashes the events first..last onto a chain, in this order.
    Result<Digest> chain(const Digest& before, std::int64_t first, std::int64_t last);

private:
    Result<Kept> find(std::int64_t device, const EventId& id, const BatchEntry& entry);

    bool dedup_;
    std::int64_t next_ = 1;
    Statement last_;
    Statement insert_id_;
    Statement insert_;
    Statement find_;
    Statement bytes_;
    Statement id_;
    Statement run_;
    Database& db_;
};

}  // namespace aisle
