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

void add_member_routes(Router& router, MemberDesk& desk) {
    router.add("POST", "/v1/members/identify", [&desk](const Request& request, Respond respond) {
        desk.identify(request.body, answer_json(std::move(respond)));
    });
    router.add("POST", "/v1/members/{key}/consents",
               [&desk](const Request& request, Respond respond) {
                   desk.change_consents(
                       request.key, request.body,
                       [respond = std::move(respond)](const Result<Accepted>& outcome) mutable {
                           if (!outcome) return respond(respond_with(outcome.error()));
                           Response response;
                           response.status = outcome->repeated ? 200 : 201;
                           response.body = to_json(*outcome);
                           respond(std::move(response));
                       });
               });
    router.add("GET", "/v1/notices", [&desk](const Request&, Respond respond) {
        desk.list_notices(answer_json(std::move(respond)));
    });
}

}  // namespace aisle
