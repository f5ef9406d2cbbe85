// SPDX-License-Identifier: Apache-2.0
// A coupon, as central puts it into the feed "coupons". Its code is an opaque text here; what a
// right to redeem it is, is not decided by this file. Members of the body that are not known are
// let pass, so that central may say more than this program knows. Pure; any thread.
#pragma once

#include "agent/base/json.hpp"
#include "agent/base/json_writer.hpp"
#include "agent/base/money.hpp"
#include "agent/base/time.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

namespace aisle {

struct BasisPoints {
    std::int64_t value = 0;  // 1500 is 15 %
    bool operator==(const BasisPoints&) const = default;
};

enum class CouponState { early, valid, expired };

struct Coupon {
    std::string title;
    std::string campaign;
    std::variant<Money, BasisPoints> worth;  // what it takes off
    WallTime valid_from;
    WallTime valid_until;  // from this instant on it is expired
    std::string conditions;
    std::string code;
};

// Errors: invalid, coded and placed by JSON pointer.
Result<Coupon> parse_coupon(const Json& body);
CouponState coupon_state(const Coupon& coupon, WallTime now);
std::string_view to_string(CouponState state);
// {"key":…,"title":…,…,"state":"valid"}
void write_coupon(JsonWriter& json, std::string_view key, const Coupon& coupon, WallTime now);

}  // namespace aisle
