// SPDX-License-Identifier: Apache-2.0
// A campaign, as central puts it into the feed "campaigns" under its number: what its coupons take
// off, from whom, where and when, how often, and what may be given without asking. Members of the
// body that are not known are let pass, so that central may say more than this program knows; a
// condition that is known and wrong refuses the whole page. Pure; any thread.
#pragma once

#include "agent/base/json.hpp"
#include "agent/base/money.hpp"
#include "agent/base/time.hpp"
#include "agent/domain/coupon/basket.hpp"
#include "agent/domain/coupon/discount.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {

// What leases of a campaign count: pieces, or minor units of money.
enum class LeaseUnit { count, amount };
std::string_view to_string(LeaseUnit unit);

// How its coupons may be used. `single`: each serial once. `many`: one code for all, as often as
// the budget lasts.
enum class CouponUse { single, many };

// What may be given though nobody can say that it was not given elsewhere.
struct RiskTerms {
    std::int64_t floor = 0;  // a single redemption, minor units at most
    Seconds unheard_max{0};  // not when central was not heard for longer
    bool operator==(const RiskTerms&) const = default;
};

struct Campaign {
    std::string title;
    Currency currency;
    Worth worth;
    CouponUse use = CouponUse::single;
    LeaseUnit unit = LeaseUnit::count;
    WallTime valid_from;
    WallTime valid_until;  // from this instant on it has ended
    std::int64_t spend_min = 0;
    ItemRule items{};
    std::vector<std::string> stores{};  // nothing named is all
    std::vector<std::string> tiers{};   // of members; nothing named is all, members or not
    bool member_needed = false;
    std::int64_t per_member = 0;  // 0: as often as she likes
    std::string stack_group{};    // one of a group in a sale
    bool exclusive = false;       // no other beside it
    std::optional<RiskTerms> risk{};
    bool closed = false;                   // ended at once, everywhere
    std::vector<std::uint64_t> revoked{};  // serials, sorted
    std::string conditions{};              // in words, for people
    std::string instead{};                 // what to offer whose coupon is not taken, in words
    bool operator==(const Campaign&) const = default;
};

// Errors: invalid, coded and placed by JSON pointer.
Result<Campaign> parse_campaign(const Json& body);
bool is_revoked(const Campaign& campaign, std::uint64_t serial);

}  // namespace aisle
