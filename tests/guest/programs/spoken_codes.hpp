// SPDX-License-Identifier: Apache-2.0
// The codes that a scanner of these tests sends: each another, of all lengths and kinds that stand
// on goods, coupons and phones, in signs that it can say. Pure; any thread.
#pragma once

#include "tests/guest/programs/virtual_scanner.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace aisle {

// `who`: a letter of its own.
std::vector<std::string> spoken_codes(const VirtualScanner& scanner, char who, std::size_t count);

// For QEMU's keyboard, whose layout is American, and where a typist needs a name for each key:
// "shift-u 1 2 minus ret".
std::string key_names(const std::string& code);
std::vector<std::string> typed_codes(std::size_t count);

}  // namespace aisle
