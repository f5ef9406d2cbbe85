// SPDX-License-Identifier: Apache-2.0
// What a coupon takes off: an amount, or a part of what it is for, rounded and capped. Amounts in
// minor units of the campaign's currency. Pure; any thread.
#pragma once

#include <cstdint>
#include <variant>

namespace aisle {

struct BasisPoints {
    std::int64_t value = 0;  // 1500 is 15 %
    bool operator==(const BasisPoints&) const = default;
};

// Of a half minor unit and what is around it.
enum class Rounding { down, half_up, up };

struct Worth {
    std::variant<std::int64_t, BasisPoints> off{std::int64_t{0}};  // minor units, or a part
    std::int64_t most = 0;  // never more than this; of an amount, the amount
    Rounding rounding = Rounding::down;
    bool operator==(const Worth&) const = default;
};

// Of goods worth `eligible`, never more than those. `eligible` has at most twelve digits, as all
// amounts here, so nothing overflows.
std::int64_t discount_of(const Worth& worth, std::int64_t eligible);

}  // namespace aisle
