// SPDX-License-Identifier: Apache-2.0
// Whether the budgets are right: the parts of each add up to what the leases, rights and
// reservations say, none was given twice, and no coupon counts as used twice. For tests, and for an
// operator who looks. Only reads.
#pragma once

#include "agent/store/sqlite.hpp"

#include <string>
#include <vector>

namespace aisle {

// A sentence for each thing that is wrong; none when all is right.
Result<std::vector<std::string>> check_budgets(Database& db);

}  // namespace aisle
