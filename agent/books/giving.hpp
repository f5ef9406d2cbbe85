// SPDX-License-Identifier: Apache-2.0
// Everything that gives coupons away, put together: the books of rights, the desks over them, and
// the clock by which rights end. The wiring brings the recorder, central's line and the place; the
// engine, the tests and the fuzz targets have the same one. Owner's thread; the books on the store
// thread, the list on the read thread.
#pragma once

#include "agent/base/limits.hpp"
#include "agent/books/coupon_desk.hpp"
#include "agent/books/lease_desk.hpp"

namespace aisle {

struct GivingParts {
    Database& write;
    Database& read;
    CampaignBook& campaigns;
    CouponBook& coupons;
    Recorder& recorder;
    const CodeReader& codes;
    CentralLine central;
    Function<TillPlace()> place;
    KnowMember know_member{};
    Function<bool()> members_closed{};
};

// How long what a campaign's end needs is kept: central closes its books by then.
inline constexpr std::chrono::hours books_memory{90 * 24};

class Giving {
public:
    explicit Giving(GivingParts parts)
        : leases(parts.write),
          rights_held(parts.write),
          redemptions(parts.write),
          ratchet(parts.write),
          holds(parts.read),
          time(
              parts.recorder.parts().clock,
              [&recorder = parts.recorder] { return recorder.truth(); }, reached(parts.read)),
          rights({parts.campaigns, parts.coupons, leases, rights_held, redemptions, ratchet,
                  std::move(parts.know_member)}),
          line(std::move(parts.central)),
          coupon_desk({parts.recorder, rights, holds, time, parts.codes, line,
                       std::move(parts.place), std::move(parts.members_closed)}),
          lease_desk({parts.recorder, rights, time}) {}

    // What is over for good. `now` is the true time.
    Result<void> forget(Txn& txn, WallTime now, std::size_t rows_max) {
        // A start without a clock must not go back behind what was forgotten.
        TRY(ratchet.reach(txn, now));
        const auto long_ago = now - Micros{books_memory};
        TRY(redemptions.forget_seen(txn, now - Micros{seen_token_memory}, rows_max));
        TRY(redemptions.forget(txn, long_ago, rows_max));
        TRY(leases.forget(txn, long_ago, rows_max));
        return rights_held.forget(txn, long_ago, rows_max);
    }

    LeaseBook leases;
    RightBook rights_held;
    RedemptionBook redemptions;
    RatchetBook ratchet;
    HoldList holds;
    SureTime time;
    Rights rights;
    CentralLine line;
    CouponDesk coupon_desk;
    LeaseDesk lease_desk;

private:
    // A file that cannot be read here is met by the first turn, which says so.
    static WallTime reached(Database& read) {
        const auto row = RatchetBook(read).read();
        return row ? row->at : WallTime{};
    }
};

}  // namespace aisle
