// SPDX-License-Identifier: Apache-2.0
// What devices asked for and got, redemption by redemption: its charge waits here until the ledger
// says what became of it. A reservation that nothing more was heard of lapses when the ledger of
// its device is complete past the time in which it could have been taken, never by central's clock
// alone. A row is never removed: a question that comes again gets what it got before.
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

// held: its device has said so. lapsed: nobody took it. lost: its device's ledger has lost what
// became of it; it counts as used until the device says more.
enum class ReservationState { reserved, held, used, released, lapsed, lost };
std::string_view to_string(ReservationState state);

struct ReservationRow {
    std::string redemption;
    std::int64_t device = 0;
    CouponRef ref;
    ReservationState state = ReservationState::reserved;
    std::int64_t charged = 0;
    std::int64_t spent = 0;
    WallTime lapses{};  // the device's own time

    bool open() const {
        return state == ReservationState::reserved || state == ReservationState::held;
    }
};

Account account_of(const ReservationRow& row);

class ReservationBook {
public:
    static const char* const tables;
    ReservationBook(Database& db, PoolBook& pools);

    Result<std::optional<ReservationRow>> find(std::string_view redemption);
    // Those of which a word may come yet, those that were lost too.
    Result<std::vector<ReservationRow>> open_of(std::int64_t device);
    // The one for which a till holds this coupon.
    Result<std::optional<ReservationRow>> holding(const CouponRef& ref);
    // Those that could not have been taken after `end` and of which nothing was heard.
    Result<std::vector<ReservationRow>> silent_until(std::int64_t device, WallTime end);
    Result<void> save(const ReservationRow& before, const ReservationRow& after);

private:
    PoolBook& pools_;
    Statement find_;
    Statement open_of_;
    Statement holding_;
    Statement silent_until_;
    Statement save_;
};

}  // namespace aisle
