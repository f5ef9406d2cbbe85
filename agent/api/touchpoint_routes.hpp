// SPDX-License-Identifier: Apache-2.0
// What can be asked about codes that lead to channels online: which to show, and that one was
// shown. The io thread only; the desk outlives the router.
#pragma once

#include "agent/api/router.hpp"
#include "agent/books/touchpoint_desk.hpp"

namespace aisle {

void add_touchpoint_routes(Router& router, TouchpointDesk& desk);

}  // namespace aisle
