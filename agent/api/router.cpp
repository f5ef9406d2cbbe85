// SPDX-License-Identifier: Apache-2.0
#include "agent/api/router.hpp"

#include "agent/api/problem.hpp"

namespace aisle {
namespace {

constexpr std::string_view any = "{key}";

std::vector<std::string> split(std::string_view path) {
    std::vector<std::string> segments;
    while (!path.empty()) {
        CHECK(path.front() == '/', "a template begins with a slash");
        path.remove_prefix(1);
        segments.emplace_back(path.substr(0, path.find('/')));
        path.remove_prefix(segments.back().size());
    }
    return segments;
}

}  // namespace

void Router::add(std::string method, std::string_view path, Endpoint endpoint) {
    routes_.push_back({std::move(method), std::string(path), split(path), std::move(endpoint)});
}

bool Router::fits(const Route& route, Request& request) {
    if (route.path.size() != request.path.size()) return false;
    std::string_view key;
    for (std::size_t i = 0; i < route.path.size(); ++i) {
        if (route.path[i] == any && !request.path[i].empty()) {
            key = request.path[i];
        } else if (route.path[i] != request.path[i]) {
            return false;
        }
    }
    request.key = key;
    return true;
}

void Router::route(Request& request, Respond respond) {
    std::string_view method = request.method;
    if (method == "HEAD") method = "GET";
    for (auto& route : routes_) {
        if (route.method != method || !fits(route, request)) continue;
        if (guard_) {
            if (auto answer = guard_(request, route.method, route.name)) {
                return respond(std::move(*answer));
            }
        }
        return route.endpoint(request, std::move(respond));
    }
    respond(refuse(request));
}

Response Router::refuse(Request& request) {
    std::string allow;
    for (const auto& route : routes_) {
        if (!fits(route, request)) continue;
        if (!allow.empty()) allow += ", ";
        allow += route.method == "GET" ? "GET, HEAD" : route.method;
    }
    if (allow.empty()) {
        return respond_with(
            Problem{"no_such_path", "nothing is here; openapi.yaml lists what there is"});
    }
    auto response = respond_with(Problem{"method_not_allowed", "use " + allow});
    response.fields.push_back({"Allow", std::move(allow)});
    return response;
}

}  // namespace aisle
