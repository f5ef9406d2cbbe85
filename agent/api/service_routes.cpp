// SPDX-License-Identifier: Apache-2.0
#include "agent/api/service_routes.hpp"

#include "agent/api/answers.hpp"

#include <utility>

namespace aisle {

void add_service_routes(Router& router, ServiceDesk& service, PickupDesk& pickups) {
    router.add("POST", "/v1/cases", [&service](const Request& request, Respond respond) {
        service.open_case(request.body, answer_capture(std::move(respond)));
    });
    router.add("POST", "/v1/order-intents", [&service](const Request& request, Respond respond) {
        service.note_intent(request.body, answer_capture(std::move(respond)));
    });
    router.add("POST", "/v1/pickups/present", [&pickups](const Request& request, Respond respond) {
        pickups.present(request.body, answer_json(std::move(respond)));
    });
    router.add("POST", "/v1/pickups/{key}/complete",
               [&pickups](const Request& request, Respond respond) {
                   pickups.complete(request.key, request.body, answer_capture(std::move(respond)));
               });
}

void add_handoff_routes(Router& router, HandoffDesk& handoffs) {
    router.add("POST", "/v1/handoffs", [&handoffs](const Request& request, Respond respond) {
        handoffs.present(request.body, answer_json(std::move(respond)));
    });
}

}  // namespace aisle
