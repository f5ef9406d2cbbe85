// SPDX-License-Identifier: Apache-2.0
// What devices have asked for and could not be given yet, because something has to be compared
// first; and how fast each spends of a campaign. Called within a transaction of the hub's database.
#pragma once

#include "agent/domain/coupon/lease_event.hpp"
#include "agent/store/sqlite.hpp"

#include <cstdint>
#include <vector>

namespace aisle {

struct WishRow {
    std::int64_t device = 0;
    LeaseWish wish;
};

class WishBook {
public:
    static const char* const tables;
    explicit WishBook(Database& db);

    Result<void> keep(const WishRow& row);
    Result<std::vector<WishRow>> all();
    Result<void> forget(const WishRow& row);

    // Units a day, after `spent` in all until now.
    Result<std::int64_t> burn(std::int64_t device, std::uint32_t campaign, std::int64_t spent,
                              WallTime now);

private:
    Statement keep_;
    Statement all_;
    Statement forget_;
    Statement burn_;
    Statement set_burn_;
};

}  // namespace aisle
