// SPDX-License-Identifier: Apache-2.0
// Which endpoint answers a request: method and path template, at most one segment of which is
// {key}. Endpoints answer by calling `respond` once, at once or later; it belongs to the io thread.
// A guard may stand before all of them: it sees which path a request is for, and may answer it.
#pragma once

#include "agent/api/request.hpp"
#include "agent/api/response.hpp"
#include "agent/base/function.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {

using Respond = Function<void(Response)>;
using Endpoint = Function<void(const Request&, Respond)>;
// `method` and `path` as the path was added: no HEAD, and {key} as it stands in the template.
using RouteGuard = Function<std::optional<Response>(const Request&, std::string_view method,
                                                    std::string_view path)>;

class Router {
public:
    // "POST", "/v1/tasks/{key}/complete". GET answers HEAD too.
    void add(std::string method, std::string_view path, Endpoint endpoint);
    // The only one, before every path, whenever that is added.
    void guard(RouteGuard guard) { guard_ = std::move(guard); }
    // Sets request.key and calls the endpoint, or answers 404 or 405 with Allow.
    void route(Request& request, Respond respond);

private:
    struct Route {
        std::string method;
        std::string name;  // the template
        std::vector<std::string> path;
        Endpoint endpoint;
    };
    static bool fits(const Route& route, Request& request);
    Response refuse(Request& request);

    std::vector<Route> routes_;
    RouteGuard guard_;
};

}  // namespace aisle
