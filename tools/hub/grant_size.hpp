// SPDX-License-Identifier: Apache-2.0
// How much of a budget a device is lent when it asks: two days of what it spends, never so much
// that one device holds what the others need, and nothing when hardly anything is left, for the
// last units are better asked for one by one. Pure; any thread.
#pragma once

#include "agent/domain/coupon/campaign.hpp"
#include "agent/domain/coupon/lease.hpp"

#include <cstdint>

namespace aisle {

struct GrantFacts {
    LeaseClass kind = LeaseClass::quota;
    LeaseUnit unit = LeaseUnit::count;
    std::int64_t left = 0;     // in the pool
    std::int64_t devices = 1;  // that may ask
    std::int64_t per_day = 0;  // what it spends
    std::int64_t have = 0;     // what it can still spend
};

// 0: nothing; central is asked instead.
std::int64_t grant_size(const GrantFacts& facts);

// Units a day, from what was measured over some time, and what it was thought to be before.
std::int64_t burn_after(std::int64_t per_day_before, std::int64_t spent, Seconds over);

}  // namespace aisle
