// SPDX-License-Identifier: Apache-2.0
// Whether a coupon is taken, and from which right: the one decision, out of facts that somebody
// else looked up. In this order: the right that a phone carries (P), the right that stands here
// (H), a unit of a lease (L), central's word now (O), a unit of a risk lease (R); or a reason why
// not. The first three and the last need nobody else. Pure; any thread.
#pragma once

#include "agent/base/time.hpp"
#include "agent/domain/coupon/basket.hpp"
#include "agent/domain/coupon/campaign.hpp"
#include "agent/domain/coupon/coupon.hpp"
#include "agent/domain/coupon/coupon_ref.hpp"
#include "agent/domain/coupon/lease.hpp"
#include "agent/domain/coupon/rejection_reason.hpp"
#include "agent/domain/scan/token.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace aisle {

enum class RedemptionMode { phone, holder, lease, online, risk };
// "P", "H", "L", "O", "R"
std::string_view to_string(RedemptionMode mode);
std::optional<RedemptionMode> parse_redemption_mode(std::string_view letter);

// A coupon that was granted for the same sale before.
struct GrantedBefore {
    CouponRef ref;
    std::string stack_group;
    bool exclusive = false;
    std::int64_t held = 0;
};

enum class HeldHere { nowhere, here, used, given_back };

struct CouponFacts {
    CouponRef ref;
    std::optional<Campaign> campaign{};
    std::optional<Coupon> coupon{};  // what the feed says of it
    std::optional<Token> token{};    // whose signature was checked
    bool token_seen = false;
    // Where and when, and for whom.
    WallTime now;
    std::string store{};
    std::uint32_t holder = 0;
    std::string member{};
    std::vector<std::string> member_ids{};  // all that `member` goes by, if it is more than that
    std::string tier{};
    bool members_closed = false;  // nobody is known here now: then `member` is empty
    // What became of it here.
    HeldHere right = HeldHere::nowhere;
    WallTime right_ends{};
    bool in_use = false;  // held for another sale
    bool used = false;
    std::int64_t member_uses = 0;
    std::vector<GrantedBefore> beside{};
    // What is there to take from.
    std::vector<Lease> leases{};
    bool frozen = false;              // no right is spent until central has compared them
    bool central_listens = false;     // it can be asked now
    std::optional<Micros> unheard{};  // since when not; nothing: never heard
};

struct CouponGrant {
    RedemptionMode mode = RedemptionMode::lease;
    std::string lease{};
    std::int64_t discount = 0;  // of the basket as it is now
    std::int64_t held = 0;      // what it may come to
    bool operator==(const CouponGrant&) const = default;
};

struct AskCentral {
    std::int64_t held = 0;
    std::int64_t discount = 0;
    bool operator==(const AskCentral&) const = default;
};

using CouponVerdict = std::variant<CouponGrant, AskCentral, RejectionReason>;

CouponVerdict judge(const CouponFacts& facts, const Basket& basket);
// The same before it is presented: without whom and what it would be for, and without a risk. What
// is valid and not offline is central's to grant.
CouponStanding stand(const CouponFacts& facts);

}  // namespace aisle
