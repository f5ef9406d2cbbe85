// SPDX-License-Identifier: Apache-2.0
#include "agent/api/print_routes.hpp"

#include "agent/api/problem.hpp"

#include <utility>

namespace aisle {
namespace {

Function<void(Result<PrintAnswer>)> answer_slip(Respond respond) {
    return [respond = std::move(respond)](Result<PrintAnswer> answer) mutable {
        if (!answer) return respond(respond_with(answer.error()));
        Response response;
        response.status = answer->repeated ? 200 : 201;
        response.body = std::move(answer->json);
        respond(std::move(response));
    };
}

}  // namespace

void PrintRoutes::add_to(Router& router) {
    router.add("POST", "/v1/print-jobs", [this](const Request& request, Respond respond) {
        printing_.print(request.body, answer_slip(std::move(respond)));
    });
    router.add("POST", "/v1/print-jobs/{key}/copies",
               [this](const Request& request, Respond respond) {
                   printing_.copy(request.key, request.body, answer_slip(std::move(respond)));
               });
    router.add("GET", "/v1/print-jobs", [this](const Request&, Respond respond) {
        printing_.list([respond = std::move(respond)](Result<std::string> text) mutable {
            if (!text) return respond(respond_with(text.error()));
            Response response;
            response.body = std::move(*text);
            respond(std::move(response));
        });
    });
}

}  // namespace aisle
