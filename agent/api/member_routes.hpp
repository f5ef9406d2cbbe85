// SPDX-License-Identifier: Apache-2.0
// Members on the local interface: who stands there, what she consents to, what a form may show.
// Signing up is a capture like the others (routes.hpp). The io thread only; the desk outlives the
// router.
#pragma once

#include "agent/api/router.hpp"
#include "agent/books/member_desk.hpp"

namespace aisle {

void add_member_routes(Router& router, MemberDesk& desk);

}  // namespace aisle
