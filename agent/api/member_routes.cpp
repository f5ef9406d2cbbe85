// SPDX-License-Identifier: Apache-2.0
#include "agent/api/member_routes.hpp"

#include "agent/api/answers.hpp"

#include <utility>

namespace aisle {

void add_member_routes(Router& router, MemberDesk& desk) {
    router.add("POST", "/v1/members/identify", [&desk](const Request& request, Respond respond) {
        desk.identify(request.body, answer_json(std::move(respond)));
    });
    router.add(
        "POST", "/v1/members/{key}/consents", [&desk](const Request& request, Respond respond) {
            desk.change_consents(request.key, request.body, answer_capture(std::move(respond)));
        });
    router.add(
        "POST", "/v1/members/{key}/preferences", [&desk](const Request& request, Respond respond) {
            desk.change_preference(request.key, request.body, answer_capture(std::move(respond)));
        });
    router.add("GET", "/v1/notices", [&desk](const Request&, Respond respond) {
        desk.list_notices(answer_json(std::move(respond)));
    });
}

}  // namespace aisle
