// SPDX-License-Identifier: Apache-2.0
#include "agent/api/day_routes.hpp"

#include "agent/api/answers.hpp"
#include "agent/api/query.hpp"

#include <utility>

namespace aisle {
namespace {

void show(DayDesk& desk, const Request& request, Respond respond) {
    constexpr std::string_view name = "business_day";
    const auto known = only_asked(request, {name});
    if (!known) return respond(respond_with(known.error()));
    const auto day = request.asked(name);
    if (day && !is_calendar_day(*day)) {
        return respond(respond_with(bad_query(name, "is a day that exists, as 2026-07-01")));
    }
    desk.show(day.value_or(""), answer_json(std::move(respond)));
}

}  // namespace

void add_day_routes(Router& router, DayDesk& desk) {
    router.add("POST", "/v1/day/close", [&desk](const Request& request, Respond respond) {
        desk.close(request.body, [respond = std::move(respond)](Result<DayReply> reply) mutable {
            if (!reply) return respond(respond_with(reply.error()));
            respond(json_response(std::move(reply->json), reply->repeated ? 200 : 201));
        });
    });
    router.add("GET", "/v1/day", [&desk](const Request& request, Respond respond) {
        show(desk, request, std::move(respond));
    });
}

}  // namespace aisle
