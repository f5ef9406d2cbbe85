// SPDX-License-Identifier: Apache-2.0
// What was really given, whoever knows of it: read from what each register writes into its journal,
// in the transaction that writes it, and never from the hub. Of every redemption the furthest that
// any image of a disk has told counts; of every lease, what each image could spend of it.
#pragma once

#include "agent/domain/coupon/coupon_ref.hpp"
#include "agent/domain/coupon/lease.hpp"
#include "agent/domain/coupon/presentation.hpp"
#include "agent/domain/event.hpp"
#include "agent/store/committer.hpp"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace aisle {

// A disk from the moment on at which it was made or copied.
using ImageNumber = int;

struct Given {
    CouponRef ref;
    RedemptionMode mode = RedemptionMode::lease;
    std::string lease;
    std::string state;  // held, redeemed, released, overrun
    std::int64_t held = 0;
    std::int64_t amount = 0;
    bool reversed = false;
    ImageNumber image = 0;
};

// Of one campaign, in what it counts.
struct Sums {
    LeaseUnit unit = LeaseUnit::count;
    std::int64_t budget = 0;
    std::int64_t risk_floor = 0;
    std::int64_t spent = 0;
    std::int64_t overrun = 0;
    std::int64_t reversed = 0;
    std::int64_t held = 0;    // redemptions that are not closed
    std::int64_t copied = 0;  // what was lent to an image and could be spent by a copy as well
};

class Truth {
public:
    void begin_campaign(std::uint32_t number, LeaseUnit unit, std::int64_t budget,
                        std::int64_t risk_floor);
    // Inside the transaction.
    void written(Txn& txn, const Event& event, ImageNumber image);

    // ---- Where rights are ----

    void lent(const Lease& lease, ImageNumber image);
    void placed(const CouponRef& ref, std::int64_t term, ImageNumber image);
    // An image that has this lease, or this right, was copied; the copy lives from now on.
    void copied(const Lease& lease, ImageNumber copy);
    void copied(const CouponRef& ref, std::int64_t worth);
    // Two images of one device: what the one says, that time has passed or that a right never came,
    // holds for the other as well, so that what was reserved or placed may be given once more.
    void twins(ImageNumber one, ImageNumber other);

    // At the till, and why.
    void refused(std::string_view reason) { ++refusals_[std::string(reason)]; }
    const std::map<std::string, std::uint64_t>& refusals() const { return refusals_; }

    // ---- What must be so, after every step ----

    // In words what is not; each once.
    std::vector<std::string> take_wrong();
    const std::map<std::uint32_t, Sums>& campaigns() const { return campaigns_; }
    const std::map<std::string, Given>& redemptions() const { return redemptions_; }
    std::uint64_t granted() const { return redemptions_.size(); }
    std::uint64_t used_by(RedemptionMode mode) { return modes_[mode]; }
    std::uint64_t copies_used() const { return copies_used_; }

private:
    struct LeaseSum {
        std::int64_t granted = 0;
        std::int64_t spent = 0;
        std::uint32_t campaign = 0;
        std::map<ImageNumber, std::int64_t> room;  // of each image
    };
    struct RightUse {
        std::int64_t by_right = 0;
        std::int64_t extra = 0;  // copies of it
        std::map<std::int64_t, std::set<ImageNumber>> holders;
    };
    void allow_again(const Given& given);
    void allow_again(const CouponRef& ref);
    void count(const Given& given, std::int64_t sign);
    void check(const Given& given);
    std::int64_t units(const Sums& sums, std::int64_t amount) const {
        return units_of(sums.unit, amount);
    }

    std::map<std::uint32_t, Sums> campaigns_;
    std::map<std::string, Given> redemptions_;
    std::map<std::string, LeaseSum> leases_;
    std::map<CouponRef, RightUse> rights_;
    std::set<ImageNumber> twins_;
    std::map<RedemptionMode, std::uint64_t> modes_;
    std::map<std::string, std::uint64_t> refusals_;
    std::vector<std::string> wrong_;
    std::uint64_t copies_used_ = 0;
};

}  // namespace aisle
