// SPDX-License-Identifier: Apache-2.0
#include "agent/api/touchpoint_routes.hpp"

#include "agent/api/answers.hpp"
#include "agent/api/query.hpp"
#include "agent/base/limits.hpp"
#include "agent/base/utf8.hpp"

#include <utility>

namespace aisle {

void add_touchpoint_routes(Router& router, TouchpointDesk& desk) {
    router.add("GET", "/v1/touchpoint-codes", [&desk](const Request& request, Respond respond) {
        const auto known = only_asked(request, {"clerk"});
        if (!known) return respond(respond_with(known.error()));
        const auto clerk = request.asked("clerk").value_or("");
        // Nobody has such a name, and it would stand in a link.
        if (clerk.size() > name_bytes_max || !is_plain_text(clerk)) {
            return respond(respond_with(bad_query("clerk", "an operator's id")));
        }
        desk.show(clerk, answer_json(std::move(respond)));
    });
    router.add("POST", "/v1/touchpoint-codes/{key}/exposed",
               [&desk](const Request& request, Respond respond) {
                   desk.exposed(request.key, request.body, answer_capture(std::move(respond)));
               });
}

}  // namespace aisle
