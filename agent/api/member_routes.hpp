// SPDX-License-Identifier: Apache-2.0
// Members on the local interface: who stands there, what she consents to, what a form may show.
// Signing up is a capture like the others (routes.hpp). The io thread only; the desk outlives the
// router.
#pragma once

#include "agent/api/router.hpp"
#include "agent/books/member_desk.hpp"

namespace aisle {

class MemberRoutes {
public:
    explicit MemberRoutes(MemberDesk& desk) : desk_(desk) {}
    void add_to(Router& router);

private:
    MemberDesk& desk_;
};

}  // namespace aisle
