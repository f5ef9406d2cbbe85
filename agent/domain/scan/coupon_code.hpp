// SPDX-License-Identifier: Apache-2.0
// Coupons that GS1 codes carry beside the Global Coupon Number: the North American coupon code of
// AI 8110 and the positive offer of AI 8112, whose worth only central can tell. Parsed and
// reported; nothing settles them here. All fields are digits, as views into what was parsed.
// Source: GS1 US, North American Coupon Application Guideline; GS1 AI (8112) Coupon Data
// Specification. Pure; any thread.
#pragma once

#include "agent/base/result.hpp"

#include <optional>
#include <string_view>

namespace aisle {

// What has to be bought.
struct CouponPurchase {
    std::string_view value;
    std::string_view code;  // 0 units, 1 cash, 2 total of the sale, 3 lb/100, 4 kg/1000, 9 none
    std::string_view family;
    std::string_view company;  // empty: that of the coupon
};

struct Coupon8110 {
    std::string_view company;
    std::string_view offer;
    std::string_view save;  // minor units, pieces or percent; see save_code
    CouponPurchase first;
    std::string_view rules;  // how the purchases combine: 0 to 3
    std::optional<CouponPurchase> second;
    std::optional<CouponPurchase> third;
    std::string_view expires;  // YYMMDD
    std::string_view starts;
    std::string_view serial;
    std::string_view retailer;
    std::string_view save_code = "0";  // 0 amount, 1 a free item, 2 free items, 5 percent, 6 price
    std::string_view applies_to;
    std::string_view store_coupon;
    std::string_view not_multiplied;
};

struct Coupon8112 {
    std::string_view format;  // 0 or 1
    std::string_view funder;
    std::string_view offer;
    std::string_view serial;
};

// Errors: invalid, naming the field that is not as it has to be.
Result<Coupon8110> parse_coupon_8110(std::string_view digits);
Result<Coupon8112> parse_coupon_8112(std::string_view digits);

}  // namespace aisle
