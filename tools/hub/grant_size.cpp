// SPDX-License-Identifier: Apache-2.0
#include "tools/hub/grant_size.hpp"

#include "agent/base/limits.hpp"
#include "tools/hub/bounds.hpp"

#include <algorithm>

namespace aisle {

std::int64_t grant_size(const GrantFacts& facts) {
    const auto least = facts.unit == LeaseUnit::count ? hub_lease_pieces_min : hub_lease_amount_min;
    if (facts.kind == LeaseClass::risk) return std::min(least, facts.left);
    if (facts.left < std::max<std::int64_t>(facts.devices, 1) * least) return 0;
    const auto most = std::max(least, facts.left / hub_share_divisor);
    const auto wanted = facts.per_day * hub_cover_days - facts.have;
    return std::min(std::clamp(wanted, least, most), facts.left);
}

// A half of it is what was measured, so that a busy Saturday is not believed for ever.
std::int64_t burn_after(std::int64_t per_day_before, std::int64_t spent, Seconds over) {
    constexpr std::int64_t day = 24 * 3600;
    const auto seconds = std::max<std::int64_t>(over.count(), 3600);
    const auto measured = std::clamp<std::int64_t>(spent, 0, twelve_digits_max) * day / seconds;
    return (per_day_before + std::min(measured, twelve_digits_max)) / 2;
}

}  // namespace aisle
