// SPDX-License-Identifier: Apache-2.0
// What each campaign may give, in pieces or in minor units, and where it is: in the pool, lent to
// devices, in doubt, reserved, or spent. Nothing leaves the pool but by move(), and the parts
// always add up: that is a CHECK of the table. Where facts take more than the pool still has (a hub
// that was set back lends what it had lent before), the rest is `overlent`, and shown. Called
// within a transaction of the hub's database.
#pragma once

#include "agent/domain/coupon/campaign.hpp"
#include "agent/store/sqlite.hpp"

#include <cstdint>
#include <optional>

namespace aisle {

// What something takes of a budget, and as what.
struct Account {
    std::int64_t lent = 0;
    std::int64_t in_doubt = 0;
    std::int64_t reserved = 0;
    std::int64_t spent = 0;
    bool operator==(const Account&) const = default;

    std::int64_t total() const { return lent + in_doubt + reserved + spent; }
};

struct Pool {
    std::uint32_t campaign = 0;
    LeaseUnit unit = LeaseUnit::count;
    std::int64_t budget = 0;
    std::int64_t left = 0;  // what can still be given
    std::int64_t overlent = 0;
    Account out;
};

class PoolBook {
public:
    static const char* const tables;
    explicit PoolBook(Database& db);

    // Sets the whole budget. Errors: invalid (the campaign counts in the other unit), conflict
    // (more than that has been given away).
    Result<Pool> fund(std::uint32_t campaign, LeaseUnit unit, std::int64_t budget);
    Result<std::optional<Pool>> find(std::uint32_t campaign);
    // Whether any campaign was ever funded or claimed: without one nobody is asked about rights.
    Result<bool> any();

    // In what a campaign counts, said by a device: that holds while nobody has funded it and
    // nothing of it was given.
    Result<void> learn_unit(std::uint32_t campaign, LeaseUnit unit);

    // Something took `before` of the budget and takes `after` now; the pool has the difference.
    Result<void> move(std::uint32_t campaign, const Account& before, const Account& after);
    // Given beyond every right, and taken back with the goods: counted beside the budget.
    Result<void> count_overrun(std::uint32_t campaign, std::int64_t units);
    Result<void> count_reversed(std::uint32_t campaign, std::int64_t units);

private:
    Result<Pool> meet(std::uint32_t campaign);

    Statement find_;
    Statement any_;
    Statement insert_;
    Statement fund_;
    Statement unit_;
    Statement move_;
    Statement overrun_;
    Statement reversed_;
};

}  // namespace aisle
