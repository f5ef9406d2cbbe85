// SPDX-License-Identifier: Apache-2.0
// The values of a query, read strictly: a misspelt name or a number out of range is an error, not a
// default. Pure; any thread.
#pragma once

#include "agent/api/request.hpp"
#include "agent/base/result.hpp"

#include <cstdint>
#include <initializer_list>
#include <limits>
#include <string_view>

namespace aisle {

struct NumberAsked {
    std::string_view name;
    std::uint64_t otherwise = 0;  // when it is not asked for
    std::uint64_t min = 0;
    std::uint64_t max = std::numeric_limits<std::int64_t>::max();
};

Error bad_query(std::string_view name, std::string_view rule);
// Errors: invalid, coded bad_query.
Result<void> only_asked(const Request& request, std::initializer_list<std::string_view> names);
Result<std::uint64_t> whole_number(const Request& request, const NumberAsked& asked);

}  // namespace aisle
