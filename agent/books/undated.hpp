// SPDX-License-Identifier: Apache-2.0
// The date of a row that was written while no clock was at hand, or none that anybody vouches for:
// later than all others. Housekeeping puts the true time in its place when it meets it, and the
// row's age runs from there.
#pragma once

#include <cstdint>
#include <limits>

namespace aisle {

inline constexpr std::int64_t undated = std::numeric_limits<std::int64_t>::max();

}  // namespace aisle
