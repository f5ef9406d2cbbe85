// SPDX-License-Identifier: Apache-2.0
#include "agent/api/staff_routes.hpp"

#include "agent/api/answers.hpp"

#include <utility>

namespace aisle {

void add_staff_routes(Router& router, StaffDesk& desk) {
    router.add("POST", "/v1/operators/sign-in", [&desk](const Request& request, Respond respond) {
        desk.sign_in(request.body, answer_json(std::move(respond)));
    });
    router.add("POST", "/v1/operators/sign-out", [&desk](const Request&, Respond respond) {
        desk.sign_out(answer_json(std::move(respond)));
    });
    router.add("GET", "/v1/operators/current", [&desk](const Request&, Respond respond) {
        desk.show(answer_json(std::move(respond)));
    });
}

}  // namespace aisle
