// SPDX-License-Identifier: Apache-2.0
#include "agent/api/role_gate.hpp"

#include "agent/api/problem.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace aisle {
namespace {

using enum RoleNeed;

constexpr std::array paths{
    // What a till does with every sale, and a customer at a kiosk: whoever asked for a role here
    // would keep a store from selling.
    PathRole{"POST", "/v1/scans", none},
    PathRole{"POST", "/v1/purchases", none},
    PathRole{"POST", "/v1/members", none},
    PathRole{"POST", "/v1/members/identify", none},
    PathRole{"POST", "/v1/members/{key}/consents", none},
    PathRole{"GET", "/v1/notices", none},
    PathRole{"POST", "/v1/coupons/present", none},
    PathRole{"POST", "/v1/redemptions/{key}/close", none},
    // Of a sale that came back: the till knows who allowed that.
    PathRole{"POST", "/v1/redemptions/{key}/reverse", none},
    PathRole{"POST", "/v1/cases", none},
    PathRole{"POST", "/v1/order-intents", none},
    PathRole{"POST", "/v1/handoffs", none},
    PathRole{"GET", "/v1/touchpoint-codes", none},
    PathRole{"POST", "/v1/touchpoint-codes/{key}/exposed", none},
    PathRole{"POST", "/v1/print-jobs", none},
    PathRole{"GET", "/v1/print-jobs", none},
    PathRole{"GET", "/v1/live", none},
    // Nobody has a role before signing in.
    PathRole{"POST", "/v1/operators/sign-in", none},
    PathRole{"POST", "/v1/operators/sign-out", none},
    PathRole{"GET", "/v1/operators/current", none},
    // Asked by programs that watch over programs: counts, and nothing of anybody.
    PathRole{"GET", "/livez", none},
    PathRole{"GET", "/readyz", none},
    PathRole{"GET", "/metrics", none},

    PathRole{"GET", "/v1/tasks", clerk},
    PathRole{"POST", "/v1/tasks/{key}/accept", clerk},
    PathRole{"POST", "/v1/tasks/{key}/complete", clerk},
    PathRole{"POST", "/v1/tasks/{key}/decline", clerk},
    PathRole{"GET", "/v1/coupons", clerk},
    PathRole{"POST", "/v1/members/{key}/preferences", clerk},
    // Goods are handed over by somebody who can be asked about it.
    PathRole{"POST", "/v1/pickups/present", clerk},
    PathRole{"POST", "/v1/pickups/{key}/complete", clerk},
    // Who prints it has looked at the paper.
    PathRole{"POST", "/v1/print-jobs/{key}/copies", clerk},

    // What is held names what others hold; released it can be by who knows its id.
    PathRole{"GET", "/v1/redemptions", manager},
    PathRole{"GET", "/v1/day", manager},
    PathRole{"POST", "/v1/day/close", manager},

    // What waits for central, and whether the devices work.
    PathRole{"GET", "/v1/status", manager_or_it},

    PathRole{"GET", "/v1/feeds", it},
    PathRole{"GET", "/v1/journal", it},
    PathRole{"GET", "/v1/scanner-setup", it},
    PathRole{"POST", "/v1/scanner-setup/detect", it},
};

}  // namespace

std::span<const PathRole> path_roles() {
    return paths;
}

RoleNeed need_of(std::string_view method, std::string_view path) {
    const auto found = std::ranges::find_if(
        paths, [&](const auto& one) { return one.method == method && one.path == path; });
    return found == paths.end() ? RoleNeed::it : found->need;
}

void add_role_gate(Router& router, RoleDesk& desk) {
    router.guard([&desk](const Request& request, std::string_view method,
                         std::string_view path) -> std::optional<Response> {
        if (request.door != Door::network) return std::nullopt;
        const auto asked = std::string(method) + " " + std::string(path);
        const auto refused = desk.refuse(asked, need_of(method, path));
        if (!refused) return std::nullopt;
        return respond_with(*refused);
    });
}

}  // namespace aisle
