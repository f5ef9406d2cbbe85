// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/coupon/coupon_ref.hpp"

#include "agent/base/ascii.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

namespace aisle {
namespace {

constexpr std::uint64_t serial_max = std::numeric_limits<std::int64_t>::max();
constexpr std::size_t campaign_digits = 5;
constexpr std::size_t serial_digits = 9;
constexpr std::size_t code_digits = campaign_digits + serial_digits + 2;
constexpr std::uint32_t campaign_first = 90'000;
constexpr std::uint64_t serials = 1'000'000'000;

// Plain digits without a leading zero, so that a number has one text only.
template <class T>
bool read_number(std::string_view text, T& number) {
    if (text.empty() || (text.size() > 1 && text.front() == '0')) return false;
    if (!std::all_of(text.begin(), text.end(), is_digit)) return false;
    const auto end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, number);
    return read.ec == std::errc{} && read.ptr == end;
}

unsigned remainder_97(std::string_view digits) {
    unsigned remainder = 0;
    for (const char digit : digits) {
        remainder = (remainder * 10 + static_cast<unsigned>(digit - '0')) % 97;
    }
    return remainder;
}

std::string padded(std::uint64_t number, std::size_t digits) {
    auto text = std::to_string(number);
    return std::string(digits - std::min(digits, text.size()), '0') + text;
}

}  // namespace

std::string to_string(const CouponRef& ref) {
    return std::to_string(ref.campaign) + "-" + std::to_string(ref.serial);
}

Result<std::uint32_t> parse_campaign_number(std::string_view text) {
    std::uint32_t number = 0;
    if (read_number(text, number) && number > 0) return number;
    return Error(Errc::invalid, "a campaign is named by its number, from 1 to 4294967295")
        .coded("bad_campaign_number");
}

Result<CouponRef> parse_coupon_ref(std::string_view text) {
    const auto dash = text.find('-');
    CouponRef ref;
    const bool fits = dash != text.npos && read_number(text.substr(0, dash), ref.campaign) &&
                      read_number(text.substr(dash + 1), ref.serial) && ref.campaign > 0 &&
                      ref.serial <= serial_max;
    if (fits) return ref;
    return Error(Errc::invalid, "a coupon is named by campaign and serial, as in 90417-17")
        .coded("bad_coupon_ref");
}

bool looks_like_short_code(std::string_view text) {
    return text.size() == code_digits && text.front() == '9' &&
           std::all_of(text.begin(), text.end(), is_digit);
}

Result<CouponRef> parse_short_code(std::string_view digits) {
    if (!looks_like_short_code(digits) || remainder_97(digits) != 1) {
        return Error(Errc::invalid,
                     "a coupon's code has 16 digits and begins with 9; type it again")
            .coded("bad_short_code");
    }
    CouponRef ref;
    std::from_chars(digits.data(), digits.data() + campaign_digits, ref.campaign);
    const char* serial = digits.data() + campaign_digits;
    std::from_chars(serial, serial + serial_digits, ref.serial);
    return ref;
}

std::string short_code(const CouponRef& ref) {
    if (ref.campaign < campaign_first || ref.campaign > 99'999 || ref.serial >= serials) return {};
    const auto digits = padded(ref.campaign, campaign_digits) + padded(ref.serial, serial_digits);
    const unsigned check = 98 - remainder_97(digits + "00");
    return digits + padded(check, 2);
}

}  // namespace aisle
