// SPDX-License-Identifier: Apache-2.0
#include "agent/api/task_routes.hpp"

#include "agent/api/answers.hpp"
#include "agent/api/query.hpp"

#include <utility>

namespace aisle {
namespace {

void list_tasks(TaskDesk& desk, const Request& request, Respond respond) {
    const auto known = only_asked(request, {"role", "person", "state"});
    if (!known) return respond(respond_with(known.error()));
    const auto asked = [&](std::string_view name) {
        return std::string(request.asked(name).value_or(""));
    };
    desk.list({.role = asked("role"), .person = asked("person"), .state = asked("state")},
              answer_json(std::move(respond)));
}

}  // namespace

void add_task_routes(Router& router, TaskDesk& desk) {
    router.add("GET", "/v1/tasks", [&desk](const Request& request, Respond respond) {
        list_tasks(desk, request, std::move(respond));
    });
    router.add("POST", "/v1/tasks/{key}/accept", [&desk](const Request& request, Respond respond) {
        desk.accept(request.key, request.body, answer_capture(std::move(respond)));
    });
    router.add("POST", "/v1/tasks/{key}/complete",
               [&desk](const Request& request, Respond respond) {
                   desk.complete(request.key, request.body, answer_capture(std::move(respond)));
               });
    router.add("POST", "/v1/tasks/{key}/decline", [&desk](const Request& request, Respond respond) {
        desk.decline(request.key, request.body, answer_capture(std::move(respond)));
    });
}

}  // namespace aisle
