// SPDX-License-Identifier: Apache-2.0
// Every path of the local interface that leads to a desk of the engine's. The io thread only; the
// engine and what is live outlive the router.
#pragma once

#include "agent/api/coupon_routes.hpp"
#include "agent/api/routes.hpp"
#include "agent/app/engine.hpp"

namespace aisle {

class DeskRoutes {
public:
    DeskRoutes(Engine& engine, Live& live, const Clock& clock)
        : routes_(engine.desk(), live, clock, engine.outlook().outlook()),
          coupons_(engine.coupons()) {}

    void add_to(Router& router) {
        routes_.add_to(router);
        coupons_.add_to(router);
    }

private:
    Routes routes_;
    CouponRoutes coupons_;
};

}  // namespace aisle
