// SPDX-License-Identifier: Apache-2.0
// One coupon of a campaign, as central puts it into the feed "coupons" under its name ("90417-17"):
// whose it is, and where it differs from its campaign. Members of the body that are not known are
// let pass, so that central may say more than this program knows. Pure; any thread.
#pragma once

#include "agent/base/json.hpp"
#include "agent/base/json_writer.hpp"
#include "agent/base/time.hpp"
#include "agent/domain/coupon/campaign.hpp"
#include "agent/domain/coupon/coupon_ref.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace aisle {

enum class CouponState { early, valid, expired };

struct Coupon {
    std::string member{};                  // empty: whoever has it
    std::optional<std::int64_t> most{};    // less than the campaign's, minor units
    std::optional<WallTime> valid_from{};  // within the campaign's time
    std::optional<WallTime> valid_until{};
    std::string code{};  // what is shown or printed; empty: its short code
    bool operator==(const Coupon&) const = default;
};

// Errors: invalid, coded and placed by JSON pointer.
Result<Coupon> parse_coupon(const Json& body);

// The time in which both say that it may be used.
struct CouponWindow {
    WallTime from;
    WallTime until;
};
CouponWindow coupon_window(const Campaign& campaign, const Coupon& coupon);
CouponState coupon_state(const CouponWindow& window, WallTime now);
std::string_view to_string(CouponState state);

// What a coupon is here and now, before anybody presents it: "valid", or why it would be refused.
struct CouponStanding {
    std::string_view state = "valid";
    bool offline = false;  // it needs nobody but this device
    bool operator==(const CouponStanding&) const = default;
};

// What a screen shows of it: {"key":…,"title":…,…,"state":"valid","offline":true}
void write_coupon(JsonWriter& json, const CouponRef& ref, const Campaign& campaign,
                  const Coupon& coupon, const CouponStanding& standing);

}  // namespace aisle
