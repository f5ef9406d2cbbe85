// SPDX-License-Identifier: Apache-2.0
// Which role each path of the local interface needs: the one table, and the one place where it is
// held. It holds people, who come through the network's door: a page in a browser, a till. Who
// comes in by the Unix socket is let in by its file, and the program that runs the agent as its
// library answers for its people itself. A path that the table does not name is IT's.
// The io thread only; the desk outlives the router.
#pragma once

#include "agent/api/router.hpp"
#include "agent/books/role_desk.hpp"

#include <span>
#include <string_view>

namespace aisle {

struct PathRole {
    std::string_view method;
    std::string_view path;  // as it is added to the router
    RoleNeed need = RoleNeed::it;
};
std::span<const PathRole> path_roles();
RoleNeed need_of(std::string_view method, std::string_view path);

void add_role_gate(Router& router, RoleDesk& desk);

}  // namespace aisle
