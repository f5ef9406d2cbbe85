// SPDX-License-Identifier: Apache-2.0
// What can be asked about clerk tasks: listed, taken on, done, declined. Answered after the commit.
// The io thread only; the desk outlives the router.
#pragma once

#include "agent/api/router.hpp"
#include "agent/books/task_desk.hpp"

namespace aisle {

void add_task_routes(Router& router, TaskDesk& desk);

}  // namespace aisle
