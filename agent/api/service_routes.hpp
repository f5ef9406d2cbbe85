// SPDX-License-Identifier: Apache-2.0
// What customers come to the counter with beside buying: a case, a wish, an order to pick up; or
// with a code of a landing page. A code that opens nothing is an answer like one that does (200);
// that an order was handed over before, or is handed over elsewhere, is a conflict. The io thread
// only; the desks outlive the router.
#pragma once

#include "agent/api/router.hpp"
#include "agent/books/handoff_desk.hpp"
#include "agent/books/pickup_desk.hpp"
#include "agent/books/service_desk.hpp"

namespace aisle {

void add_service_routes(Router& router, ServiceDesk& service, PickupDesk& pickups);
void add_handoff_routes(Router& router, HandoffDesk& handoffs);

}  // namespace aisle
