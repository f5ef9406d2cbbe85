// SPDX-License-Identifier: Apache-2.0
// What somebody has to be for what is asked of this device, and how it is said that they are not:
// to whoever asks, and in the ledger. Pure; any thread.
#pragma once

#include "agent/base/result.hpp"
#include "agent/domain/event.hpp"
#include "agent/domain/staff.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace aisle {

// What a manager may, a clerk's work among it, somebody of IT may not by that alone: whoever is
// both has both roles.
enum class RoleNeed {
    none,           // a till and a kiosk do it by themselves, and a customer may
    clerk,          // or a manager
    manager,        //
    manager_or_it,  // whether all is well
    it,
};
// "none", "clerk", "manager", "manager_or_it", "it"
std::string_view to_string(RoleNeed need);
// Any one of them will do; nothing for `none`.
std::span<const StaffRole> roles_for(RoleNeed need);

struct PathRefusal {
    std::string_view asked;  // "GET /v1/tasks/{key}": the path's name, and nothing that was sent
    RoleNeed need = RoleNeed::it;
    std::string_view operator_id;  // empty: nobody is signed in
    std::uint64_t repeated = 0;    // how often since it was last told
};
// operator.refused
EventDraft path_refused(const PathRefusal& refusal);

// Errors: denied ("role_needed", or "sign_in_needed" while nobody is signed in).
Error role_refusal(RoleNeed need, bool signed_in);

}  // namespace aisle
