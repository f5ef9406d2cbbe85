// SPDX-License-Identifier: Apache-2.0
// What can be asked about coupons: presented with a sale, closed with it, reversed, and which are
// held. A refusal of a coupon is an answer like a grant (200); an error is something else, with its
// place in the body. The io thread only; the desk outlives the router.
#pragma once

#include "agent/api/router.hpp"
#include "agent/books/coupon_desk.hpp"

namespace aisle {

void add_coupon_routes(Router& router, CouponDesk& desk);

}  // namespace aisle
