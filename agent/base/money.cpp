// SPDX-License-Identifier: Apache-2.0
#include "agent/base/money.hpp"

#include <algorithm>

namespace aisle {
namespace {

constexpr std::array<std::string_view, 17> without_decimals{
    "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG",
    "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"};
constexpr std::array<std::string_view, 7> three_decimals{"BHD", "IQD", "JOD", "KWD",
                                                         "LYD", "OMR", "TND"};
constexpr std::array<std::string_view, 2> four_decimals{"CLF", "UYW"};

template <std::size_t n>
bool contains(const std::array<std::string_view, n>& codes, std::string_view code) {
    return std::find(codes.begin(), codes.end(), code) != codes.end();
}

Error overflow() {
    return Error(Errc::too_large, "the amount does not fit").coded("amount_overflow");
}

}  // namespace

Result<Currency> Currency::parse(std::string_view code) {
    Currency currency;
    const bool letters =
        std::all_of(code.begin(), code.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
    if (code.size() != currency.letters_.size() || !letters) {
        return Error(Errc::invalid, "not an ISO 4217 currency code").coded("bad_currency");
    }
    std::copy(code.begin(), code.end(), currency.letters_.begin());
    return currency;
}

int Currency::exponent() const {
    if (contains(without_decimals, code())) return 0;
    if (contains(three_decimals, code())) return 3;
    if (contains(four_decimals, code())) return 4;
    return 2;
}

Result<std::int64_t> checked_add(std::int64_t a, std::int64_t b) {
    std::int64_t sum = 0;
    if (__builtin_add_overflow(a, b, &sum)) return overflow();
    return sum;
}

Result<std::int64_t> checked_subtract(std::int64_t a, std::int64_t b) {
    std::int64_t difference = 0;
    if (__builtin_sub_overflow(a, b, &difference)) return overflow();
    return difference;
}

Result<std::int64_t> checked_multiply(std::int64_t a, std::int64_t b) {
    std::int64_t product = 0;
    if (__builtin_mul_overflow(a, b, &product)) return overflow();
    return product;
}

std::string to_string(const Money& money) {
    const int decimals = money.currency.exponent();
    // The magnitude of the smallest int64 only fits unsigned.
    const auto magnitude = money.minor < 0 ? 0 - static_cast<std::uint64_t>(money.minor)
                                           : static_cast<std::uint64_t>(money.minor);
    std::string digits = std::to_string(magnitude);
    const auto places = static_cast<std::size_t>(decimals);
    if (digits.size() <= places) digits.insert(0, places + 1 - digits.size(), '0');
    if (places > 0) digits.insert(digits.size() - places, ".");
    if (money.minor < 0) digits.insert(0, "-");
    return digits + " " + std::string(money.currency.code());
}

}  // namespace aisle
