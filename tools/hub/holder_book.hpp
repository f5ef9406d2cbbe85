// SPDX-License-Identifier: Apache-2.0
// Which device holds the right of a coupon that may be used once. A right has one holder at a time:
// it moves only when the holder has given it back, or when it has ended and the holder's ledger is
// complete past that. Each time it moves it gets the next term. Putting a right somewhere charges
// the budget; using it spends, and what was charged too much goes back.
// Called within a transaction of the hub's database.
#pragma once

#include "agent/domain/coupon/coupon_ref.hpp"
#include "agent/store/sqlite.hpp"
#include "tools/hub/pool_book.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace aisle {

// granted: sent, and its device has not spoken of it. reserved: by one online redemption. used: for
// ever.
enum class HolderState { free, granted, here, recalled, reserved, used };
std::string_view to_string(HolderState state);

struct HolderRow {
    CouponRef ref;
    HolderState state = HolderState::free;
    std::int64_t device = 0;  // that holds it, or used it
    std::int64_t term = 0;
    std::int64_t charged = 0;  // while somebody holds it
    std::int64_t spent = 0;    // when it was used by its holder
    std::string redemption{};  // that reserves it or used it
    WallTime expires{};
    // Where it goes when it is given back. 0: nowhere.
    std::int64_t next_device = 0;
    WallTime next_expires{};

    bool held() const {
        return state == HolderState::granted || state == HolderState::here ||
               state == HolderState::recalled;
    }
};

Account account_of(const HolderRow& row);

struct RightPlace {
    std::int64_t device = 0;
    std::int64_t charge = 0;
    WallTime expires{};
};

class HolderBook {
public:
    static const char* const tables;
    HolderBook(Database& db, PoolBook& pools);

    Result<std::optional<HolderRow>> find(const CouponRef& ref);
    Result<std::vector<HolderRow>> held_by(std::int64_t device);
    // Those that were asked back and have not come.
    Result<std::vector<HolderRow>> recalled_from(std::int64_t device, std::size_t rows_max);
    Result<std::vector<HolderRow>> held_until(std::int64_t device, WallTime end);
    // Those that are nobody's, and are to go on.
    Result<std::vector<HolderRow>> free_for_next();
    // Writes the row, new or not, and moves the budget.
    Result<void> save(const HolderRow& before, const HolderRow& after);

private:
    PoolBook& pools_;
    Statement find_;
    Statement held_by_;
    Statement recalled_from_;
    Statement held_until_;
    Statement free_for_next_;
    Statement save_;
};

// The steps of a right's life, on the row alone.
HolderRow put_at(HolderRow row, const RightPlace& place);
// Free; who is to have it next stands in it.
HolderRow given_back(HolderRow row);
HolderRow passed_on(HolderRow row);
HolderRow used_by(HolderRow row, std::string redemption, std::int64_t spent);

}  // namespace aisle
