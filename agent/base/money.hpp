// SPDX-License-Identifier: Apache-2.0
// Money is whole minor units and an ISO 4217 code. No floating point; every sum is checked.
#pragma once

#include "agent/base/result.hpp"

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace aisle {

class Currency {
public:
    // Three capital letters. Errors: invalid.
    static Result<Currency> parse(std::string_view code);
    std::string_view code() const { return {letters_.data(), letters_.size()}; }
    // Digits after the point: CNY 2, JPY 0, KWD 3.
    int exponent() const;
    auto operator<=>(const Currency&) const = default;

private:
    std::array<char, 3> letters_{};
};

// Errors: too_large when the exact result does not fit.
Result<std::int64_t> checked_add(std::int64_t a, std::int64_t b);
Result<std::int64_t> checked_subtract(std::int64_t a, std::int64_t b);
Result<std::int64_t> checked_multiply(std::int64_t a, std::int64_t b);

struct Money {
    std::int64_t minor = 0;
    Currency currency;
    auto operator<=>(const Money&) const = default;
};

// "12.34 CNY"
std::string to_string(const Money& money);

}  // namespace aisle
