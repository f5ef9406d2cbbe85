// SPDX-License-Identifier: Apache-2.0
#include "agent/api/member_routes.hpp"

#include "agent/api/problem.hpp"

#include <utility>

namespace aisle {
namespace {

Answer answer_json(Respond respond) {
    return [respond = std::move(respond)](Result<std::string> text) mutable {
        if (!text) return respond(respond_with(text.error()));
        Response response;
        response.body = std::move(*text);
        respond(std::move(response));
    };
}

}  // namespace

void MemberRoutes::add_to(Router& router) {
    router.add("POST", "/v1/members/identify", [this](const Request& request, Respond respond) {
        desk_.identify(request.body, answer_json(std::move(respond)));
    });
    router.add("POST", "/v1/members/{key}/consents",
               [this](const Request& request, Respond respond) {
                   desk_.change_consents(
                       request.key, request.body,
                       [respond = std::move(respond)](const Result<Accepted>& outcome) mutable {
                           if (!outcome) return respond(respond_with(outcome.error()));
                           Response response;
                           response.status = outcome->repeated ? 200 : 201;
                           response.body = to_json(*outcome);
                           respond(std::move(response));
                       });
               });
    router.add("GET", "/v1/notices", [this](const Request&, Respond respond) {
        desk_.list_notices(answer_json(std::move(respond)));
    });
}

}  // namespace aisle
