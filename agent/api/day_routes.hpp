// SPDX-License-Identifier: Apache-2.0
// What can be asked about business days: closing one, and what is counted on one so far. A closing
// is answered after its commit. The io thread only; everything named outlives the router.
#pragma once

#include "agent/api/router.hpp"
#include "agent/books/day_desk.hpp"

namespace aisle {

void add_day_routes(Router& router, DayDesk& desk);

}  // namespace aisle
