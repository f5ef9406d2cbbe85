// SPDX-License-Identifier: Apache-2.0
// Everything that gives coupons away, put together: the books of rights, the desks over them, and
// the clock by which rights end. The wiring brings the recorder, central's line and the place; the
// engine, the tests and the fuzz targets have the same one. Owner's thread; the books on the store
// thread, the list on the read thread.
#pragma once

#include "agent/books/coupon_desk.hpp"
#include "agent/books/lease_desk.hpp"

namespace aisle {

struct GivingParts {
    Database& write;
    Database& read;
    CouponBook& coupons;
    Recorder& recorder;
    const CodeReader& codes;
    CentralLine central;
    Function<TillPlace()> place;
};

class Giving {
public:
    explicit Giving(GivingParts parts)
        : campaigns(parts.write),
          leases(parts.write),
          rights_held(parts.write),
          redemptions(parts.write),
          ratchet(parts.write),
          holds(parts.read),
          time(
              parts.recorder.parts().clock,
              [&recorder = parts.recorder] { return recorder.truth(); }, reached(parts.read)),
          rights({campaigns, parts.coupons, leases, rights_held, redemptions, ratchet}),
          line(std::move(parts.central)),
          coupon_desk(
              {parts.recorder, rights, holds, time, parts.codes, line, std::move(parts.place)}),
          lease_desk({parts.recorder, rights, time}) {}

    CampaignBook campaigns;
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
