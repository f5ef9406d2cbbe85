// SPDX-License-Identifier: Apache-2.0
// Every path of the local interface that leads to a desk of the engine's, and the gate before all
// paths. The io thread only; the engine and what is live outlive the router.
#pragma once

#include "agent/api/coupon_routes.hpp"
#include "agent/api/day_routes.hpp"
#include "agent/api/role_gate.hpp"
#include "agent/api/routes.hpp"
#include "agent/api/service_routes.hpp"
#include "agent/api/staff_routes.hpp"
#include "agent/api/task_routes.hpp"
#include "agent/api/touchpoint_routes.hpp"
#include "agent/app/engine.hpp"

namespace aisle {

class DeskRoutes {
public:
    DeskRoutes(Engine& engine, Live& live, const Clock& clock)
        : engine_(engine), routes_(engine.desk(), live, clock, engine.outlook().outlook()) {}

    void add_to(Router& router) {
        routes_.add_to(router);
        add_task_routes(router, engine_.task_desk());
        add_coupon_routes(router, engine_.coupons());
        add_day_routes(router, engine_.days());
        add_staff_routes(router, engine_.staff());
        add_role_gate(router, engine_.roles());
        add_service_routes(router, engine_.service(), engine_.pickups());
        add_handoff_routes(router, engine_.handoffs());
        add_touchpoint_routes(router, engine_.touchpoints());
    }

private:
    Engine& engine_;
    Routes routes_;
};

}  // namespace aisle
