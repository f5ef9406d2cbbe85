// SPDX-License-Identifier: Apache-2.0
// The rights of this device, as one: what a coupon finds when it is presented, what a grant takes,
// and what a sale's end gives back. Every change stands in the journal in the same transaction, and
// a lease says what became of it as soon as there is enough to say. Inside a Txn on the store
// thread.
#pragma once

#include "agent/books/campaign_book.hpp"
#include "agent/books/coupon_book.hpp"
#include "agent/books/lease_book.hpp"
#include "agent/books/member_standing.hpp"
#include "agent/books/ratchet_book.hpp"
#include "agent/books/recorder.hpp"
#include "agent/books/redemption_book.hpp"
#include "agent/books/right_book.hpp"

#include <utility>

namespace aisle {

struct RightsBooks {
    CampaignBook& campaigns;
    CouponBook& coupons;
    LeaseBook& leases;
    RightBook& rights;
    RedemptionBook& redemptions;
    RatchetBook& ratchet;
    KnowMember know_member{};
};

// What became of a coupon here: of its right, and of its past. Also on the read thread, with books
// of that connection.
Result<void> look_up_use(CouponFacts& facts, RightBook& rights, RedemptionBook& redemptions,
                         std::string_view pos_ref);

class Rights {
public:
    explicit Rights(RightsBooks books) : books_(std::move(books)) {}

    // Fills in what the books know: of the coupon, of its past here, and of what there is to take.
    Result<void> look_up(CouponFacts& facts, std::string_view pos_ref);
    // Takes what was granted, and writes it down.
    Result<void> take(Pen& pen, Redemption& redemption, const CouponFacts& facts,
                      const CouponGrant& grant);
    // The sale's end. What is not spent is there again.
    Result<void> settle(Pen& pen, Redemption redemption, const Closing& closing, WallTime now);
    // It was released, and the till says it was used all the same: a new hold where there is room.
    // Whether there was.
    Result<bool> take_again(Pen& pen, const Redemption& released, const Closing& closing,
                            WallTime now);

    // Says of every lease what changed since, and gives back what is over. Whether all was said.
    Result<bool> report(Pen& pen, std::int64_t changes_min, WallTime now);
    Result<void> return_right(Pen& pen, const CouponRight& right, std::string_view redemption_id);
    RightsBooks& books() { return books_; }

private:
    Result<void> look_up_member(CouponFacts& facts);
    Result<void> look_up_past(CouponFacts& facts, std::string_view pos_ref);
    Result<void> report_if_due(Pen& pen, std::string_view lease, WallTime now);
    Result<void> say(Pen& pen, const Lease& lease, bool final_word);

    RightsBooks books_;
};

}  // namespace aisle
