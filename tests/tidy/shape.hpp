// SPDX-License-Identifier: Apache-2.0
// How a file looks: how wide, how long, how it opens; and how long its functions are. Pure.
#pragma once

#include "tests/tidy/source.hpp"

#include <cstddef>

namespace aisle {

inline constexpr std::size_t columns_max = 100;
inline constexpr std::size_t file_lines_max = 500;
inline constexpr std::size_t wiring_lines_max = 300;  // agent/app/agent.cpp is a parts list
inline constexpr std::size_t function_lines_max = 60;

Complaints check_size(const Source& source);
// From the first line of the signature to the closing brace.
Complaints check_functions(const Source& source);
// The licence, then, in a header, what it is in prose, then #pragma once.
Complaints check_opening(const Source& source);

}  // namespace aisle
