// SPDX-License-Identifier: Apache-2.0
// A till that prints: a receipt of 25 lines in ESC/POS, and the template that reads it.
#pragma once

#include <cstdint>
#include <string>

namespace aisle {

std::string till_template();
// The same of each number, but for the number.
std::string till_receipt(std::uint64_t number);

}  // namespace aisle
