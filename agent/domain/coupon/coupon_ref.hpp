// SPDX-License-Identifier: Apache-2.0
// What names one coupon everywhere: its campaign's number and its serial there, "90417-17". Serial
// 0 stands for a code that is the same for all. Pure; any thread.
#pragma once

#include "agent/base/result.hpp"

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace aisle {

struct CouponRef {
    std::uint32_t campaign = 0;
    std::uint64_t serial = 0;  // at most 2^63-1, which is what a database column holds
    auto operator<=>(const CouponRef&) const = default;
};

std::string to_string(const CouponRef& ref);
// Errors: invalid, "bad_coupon_ref".
Result<CouponRef> parse_coupon_ref(std::string_view text);
// "90417". Errors: invalid, "bad_campaign_number".
Result<std::uint32_t> parse_campaign_number(std::string_view text);

// What is typed, or printed as a bar code of lines: 16 digits, campaign 5 (from 90000, so that it
// is neither a wallet's code nor a card), serial 9, and two that make the whole divisible by 97
// with a remainder of 1 (ISO/IEC 7064, MOD 97-10). Errors: invalid, "bad_short_code".
Result<CouponRef> parse_short_code(std::string_view digits);
bool looks_like_short_code(std::string_view text);
// Empty when the numbers do not fit one.
std::string short_code(const CouponRef& ref);

}  // namespace aisle
