// SPDX-License-Identifier: Apache-2.0
// Through which time, by its own clock, each device's ledger here is complete: everything that it
// granted before stands in it, and of what it granted before the second time nothing is still open.
// Both only rise. Called within a transaction of the hub's database.
#pragma once

#include "agent/domain/coupon/lease_event.hpp"
#include "agent/store/sqlite.hpp"

#include <cstdint>

namespace aisle {

class WatermarkBook {
public:
    static const char* const tables;
    explicit WatermarkBook(Database& db);

    Result<Watermark> of(std::int64_t device);
    Result<Watermark> reach(std::int64_t device, const Watermark& said);

private:
    Statement find_;
    Statement reach_;
};

// The time before which a device can have nothing left to say.
WallTime settled_until(const Watermark& watermark);

}  // namespace aisle
