// SPDX-License-Identifier: Apache-2.0
// Who stands at the counter: signing in and out, and who it is now. Answers come after the commit.
// The io thread only; the desk outlives the router.
#pragma once

#include "agent/api/router.hpp"
#include "agent/books/staff_desk.hpp"

namespace aisle {

void add_staff_routes(Router& router, StaffDesk& desk);

}  // namespace aisle
