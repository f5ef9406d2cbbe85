// SPDX-License-Identifier: Apache-2.0
// What the events of redemptions change: the lease, the reservation or the right that each was
// taken from, and which redemption counts as the use of a coupon. What does not fit is a finding;
// the fact is kept beside it. Called within a transaction of the hub's database.
#pragma once

#include "tools/hub/finding_book.hpp"
#include "tools/hub/rights_shelf.hpp"
#include "tools/hub/rights_voice.hpp"

#include <string_view>

namespace aisle {

struct RightsParts {
    RightsShelf& books;
    RightsVoice& voice;
    FindingBook& findings;
};

class UseCourse {
public:
    explicit UseCourse(RightsParts parts) : parts_(parts) {}

    // `said.device` is who says it; kind is that of the event.
    Result<void> heard(std::string_view kind, const UseRow& said, WallTime now);

    // Nobody holds the right of a coupon any more, or it goes on to the next holder: at once, or
    // with pass_on, once that one may be given something.
    Result<void> free_right(const HolderRow& row);
    Result<void> pass_on();
    // Nobody knows what became of a reservation: it counts as used. As `lost` until its device says
    // more; as `used` for good, where what that says is not the whole.
    Result<void> lose(const ReservationRow& row, ReservationState as);
    // Its right was used by a redemption: those at risk are in conflict with it.
    Result<void> close_undecided(const CouponRef& ref, const std::string& by);

private:
    Result<void> held(UseRow use);
    Result<void> redeemed(UseRow use, WallTime now);
    Result<void> released(UseRow use);
    Result<void> overrun(UseRow use);
    Result<void> reversed(UseRow use);

    Result<void> settle_reservation(const UseRow& use, ReservationState state);
    Result<void> settle_right(const UseRow& use, ReservationState state, bool was_lost);
    Result<void> reserve(const HolderRow& before, const ReservationRow& reservation);
    Result<bool> may_go_on(const HolderRow& row);
    Result<void> use_right(UseRow& use, WallTime now);
    Result<void> claim(UseRow& use, WallTime now);
    Result<void> claim_at_risk(UseRow& use);
    Result<std::int64_t> units(const UseRow& use, std::int64_t amount);
    Result<void> note(const UseRow& use, std::string_view kind, std::string text, WallTime now);

    RightsParts parts_;
};

}  // namespace aisle
