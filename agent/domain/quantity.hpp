// SPDX-License-Identifier: Apache-2.0
// How much of an item: an exact decimal, "2" or "0.456", more than nothing. Pure; any thread.
#pragma once

#include "agent/base/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace aisle {

class Quantity {
public:
    Quantity() = default;
    // At most nine digits before the point and six after it; no sign, no exponent. Trailing zeros
    // after the point are dropped. Errors: invalid ("bad_quantity").
    static Result<Quantity> parse(std::string_view text);

    // Whether `amount` is this many times `unit_price`, in minor units. A product with a fraction
    // may be rounded to either neighbour, for tills round by different rules; a whole one is exact.
    // Errors: too_large ("amount_overflow").
    Result<bool> priced(std::int64_t unit_price, std::int64_t amount) const;

    bool operator==(const Quantity&) const = default;

private:
    friend std::string to_string(const Quantity& quantity);

    std::int64_t units_ = 0;  // of 10 to the minus decimals_
    int decimals_ = 0;
};

// As a decimal again: "0.456".
std::string to_string(const Quantity& quantity);

}  // namespace aisle
