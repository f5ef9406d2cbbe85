// SPDX-License-Identifier: Apache-2.0
// The leases that were granted, each with what its device last said of it. A lease is in doubt from
// the grant until the device has spoken of it; what it has not spent comes back when it says that
// it is done, or when it can no longer spend it. What was spent is the larger of its reports (which
// are cumulative) and of what its redemptions add up to; both only rise, so repeats do no harm.
// Called within a transaction of the hub's database.
#pragma once

#include "agent/domain/coupon/lease.hpp"
#include "agent/domain/coupon/lease_event.hpp"
#include "agent/store/sqlite.hpp"
#include "tools/hub/pool_book.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace aisle {

// missing: it was granted, and its device no longer has it, or has it from an older disk. Nobody
// knows what was spent: it stays in doubt until it is written off. written_off: all of it counts as
// spent.
enum class GrantState { in_doubt, open, recalled, missing, closed, written_off };
std::string_view to_string(GrantState state);

struct GrantRow {
    Lease lease;
    std::int64_t device = 0;
    GrantState state = GrantState::in_doubt;
    std::int64_t counted = 0;  // what its redemptions add up to
    bool accepted = false;     // its device has spoken of it

    bool alive() const { return state <= GrantState::recalled; }
};

Account account_of(const GrantRow& row);

struct GrantWish {
    std::int64_t device = 0;
    std::uint32_t campaign = 0;
    LeaseClass kind = LeaseClass::quota;
    std::int64_t units = 0;
    WallTime not_after{};
};

class GrantBook {
public:
    static const char* const tables;
    GrantBook(Database& db, PoolBook& pools);

    // Errors: not_found (no budget), conflict ("budget_spent").
    Result<GrantRow> issue(const GrantWish& wish, WallTime now);
    // One that this hub does not know, because it was set back: it stands as the device says, if it
    // is no more than `room`. When it is over the device gives it back; by time alone it is never
    // freed. Of a larger one only what was spent counts, what the pool has no more of as overrun;
    // it is closed.
    Result<GrantRow> adopt(std::int64_t device, const LeaseReport& report, std::int64_t room);

    Result<std::optional<GrantRow>> find(std::string_view lease);
    // Those of which something may come yet, oldest first.
    Result<std::vector<GrantRow>> alive_of(std::int64_t device);
    Result<std::vector<GrantRow>> all_of(std::int64_t device);
    Result<std::vector<GrantRow>> alive_until(WallTime end);
    Result<void> save(const GrantRow& before, const GrantRow& after);

    // What the redemptions of a lease took and hold. A lease that is not known takes no harm.
    Result<void> hold(std::string_view lease, std::int64_t units);
    Result<void> spend(std::string_view lease, std::int64_t units, std::int64_t held);

    // Spent by a device of a campaign so far.
    Result<std::int64_t> spent_by(std::int64_t device, std::uint32_t campaign);

private:
    Result<std::string> fresh_name(const GrantRow& row, WallTime now);
    Result<void> insert(const GrantRow& row);

    PoolBook& pools_;
    Statement life_;
    Statement newest_term_;
    Statement insert_;
    Statement find_;
    Statement alive_of_;
    Statement all_of_;
    Statement alive_until_;
    Statement save_;
    Statement spent_by_;
};

}  // namespace aisle
