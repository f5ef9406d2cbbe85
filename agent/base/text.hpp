// SPDX-License-Identifier: Apache-2.0
// Small words people type: durations ("30s"), sizes ("64KiB"), and the nearest known name to one
// that is not known.
#pragma once

#include "agent/base/result.hpp"
#include "agent/base/time.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace aisle {

// A whole number and ms, s, m, h or d. Errors: invalid.
Result<Millis> parse_duration(std::string_view text);
std::string format_duration(Millis duration);
// A whole number and B, KiB, MiB or GiB. Errors: invalid.
Result<std::uint64_t> parse_size(std::string_view text);
std::string format_size(std::uint64_t bytes);
// The known name with the fewest edits, if fewer than half of its letters change; else empty.
std::string_view nearest_name(std::string_view name, std::span<const std::string_view> known);

}  // namespace aisle
