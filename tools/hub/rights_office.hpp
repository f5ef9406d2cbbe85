// SPDX-License-Identifier: Apache-2.0
// The platform's side of coupons: what the settled ledgers of devices say of leases, rights and
// redemptions, taken once and in order; what is lent to whom; and what devices are told of it. The
// rules that a platform has to keep are here and in the books: nothing leaves a pool but for
// somebody, nothing comes back by time alone, a right has one holder.
// Called within a transaction of the hub's database. No clock, nothing in memory that another
// worker would need.
#pragma once

#include "agent/domain/event.hpp"
#include "tools/hub/deed_book.hpp"
#include "tools/hub/lane_book.hpp"
#include "tools/hub/reserve_window.hpp"
#include "tools/hub/stocktaking.hpp"
#include "tools/hub/use_course.hpp"

#include <string_view>

namespace aisle {

struct RightsFaults {
    // Planted: what a lease had left comes back when central's clock says that it is over.
    bool reclaim_by_clock = false;
};

class RightsOffice {
public:
    RightsOffice(Database& db, FindingBook& findings, RightsFaults faults = {});

    // An event of a ledger stands at a place.
    Result<void> place(const DeedPlace& place, const EventHeader& header, bool known);
    // Takes what the ledger says through its settled end. `before` is the lane until now.
    Result<void> follow(const LaneRow& before, const LaneRow& lane, WallTime now);
    // A device says hello: which journal it writes, and where.
    Result<void> greeted(std::int64_t device, const Epoch& epoch, Seq next);
    // Whether it has said hello in this life of central.
    Result<bool> is_greeted(std::int64_t device);
    // An answer's body. Errors: invalid ("bad_ask"), not_found ("unknown_ask").
    Result<std::string> answer(std::int64_t device, std::string_view kind, std::string_view body,
                               WallTime now);

    RightsShelf& books() { return books_; }
    RightsVoice& voice() { return voice_; }
    UseCourse& uses() { return uses_; }

    // Gives what can be given of what was asked for.
    Result<void> serve(WallTime now);

private:
    struct Source {
        std::int64_t device = 0;
        LedgerPlace place;
        WallTime now;
    };
    Result<void> take(const Source& from, const Deed& deed);
    Result<void> take_strays(const LaneRow& lane, WallTime now);
    Result<void> heard(const Source& from, std::string_view kind, const Json& data);
    Result<void> heard_lease(const Source& from, const Json& data, bool final_word);
    Result<void> heard_right(const Source& from, const Json& data);
    Result<void> heard_watermark(const Source& from, const Json& data);
    Result<void> heard_wish(const Source& from, const Json& data);
    Result<void> heard_inventory(const Source& from, const Json& data);
    Result<void> demand(const Source& from, Demand why);
    Result<void> reclaim(std::int64_t device, const Watermark& watermark);
    Result<void> reclaim_by_clock(WallTime now);
    Result<void> give(const WishRow& row, WallTime now);
    Result<bool> is_under_way(const WishRow& row);
    Result<std::int64_t> devices();

    FindingBook& findings_;
    RightsFaults faults_;
    RightsShelf books_;
    RightsVoice voice_;
    DeedBook deeds_;
    UseCourse uses_;
    Stocktaking stock_;
    ReserveWindow window_;
    Statement devices_;
    Statement mark_;
    Statement undo_;
    Statement drop_;
};

}  // namespace aisle
