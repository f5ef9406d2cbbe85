// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/role_need.hpp"

#include "agent/base/json_writer.hpp"
#include "agent/domain/choice.hpp"

#include <array>
#include <string>

namespace aisle {
namespace {

constexpr std::array needs{
    Choice<RoleNeed>{"none", RoleNeed::none},
    Choice<RoleNeed>{"clerk", RoleNeed::clerk},
    Choice<RoleNeed>{"manager", RoleNeed::manager},
    Choice<RoleNeed>{"manager_or_it", RoleNeed::manager_or_it},
    Choice<RoleNeed>{"it", RoleNeed::it},
};

constexpr std::array clerk_work{StaffRole::clerk, StaffRole::manager};
constexpr std::array manager_work{StaffRole::manager};
constexpr std::array overview{StaffRole::manager, StaffRole::it};
constexpr std::array it_work{StaffRole::it};

std::string_view who(RoleNeed need) {
    switch (need) {
        case RoleNeed::none:
            return "anybody";
        case RoleNeed::clerk:
            return "a clerk or a manager";
        case RoleNeed::manager:
            return "a manager";
        case RoleNeed::manager_or_it:
            return "a manager or somebody of IT";
        case RoleNeed::it:
            break;
    }
    return "somebody of IT";
}

}  // namespace

std::string_view to_string(RoleNeed need) {
    return word_of(needs, need);
}

std::span<const StaffRole> roles_for(RoleNeed need) {
    switch (need) {
        case RoleNeed::none:
            return {};
        case RoleNeed::clerk:
            return clerk_work;
        case RoleNeed::manager:
            return manager_work;
        case RoleNeed::manager_or_it:
            return overview;
        case RoleNeed::it:
            break;
    }
    return it_work;
}

EventDraft path_refused(const PathRefusal& refusal) {
    std::string data;
    JsonWriter json(data);
    json.begin_object()
        .member("why", refusal.operator_id.empty() ? "nobody" : "role")
        .member("asked", refusal.asked)
        .key("needs");
    StaffRoles needed;
    for (const auto role : roles_for(refusal.need)) needed.add(role);
    write_roles(json, needed);
    json.member_if("operator", refusal.operator_id);
    if (refusal.repeated > 0) json.member("repeated", refusal.repeated);
    json.end_object();
    return make_draft(EventKinds::operator_refused, std::move(data));
}

Error role_refusal(RoleNeed need, bool signed_in) {
    const std::string next = std::string(who(need)) +
                             " has to sign in for it, with a PIN or a badge, at POST "
                             "/v1/operators/sign-in";
    if (signed_in) {
        return Error(Errc::denied, "whoever is signed in here may not do this: " + next)
            .coded("role_needed");
    }
    return Error(Errc::denied, "nobody is signed in here: " + next).coded("sign_in_needed");
}

}  // namespace aisle
