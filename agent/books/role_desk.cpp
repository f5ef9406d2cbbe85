// SPDX-License-Identifier: Apache-2.0
#include "agent/books/role_desk.hpp"

#include <algorithm>
#include <memory>
#include <string>

namespace aisle {

// A file that cannot be read here is met by the first look.
void RoleDesk::begin() {
    const auto anybody = parts_.lookup.anybody();
    if (anybody) in_force_ = *anybody;
}

void RoleDesk::look() {
    auto anybody = std::make_shared<bool>(in_force_);
    parts_.recorder.parts().store.read(
        [this, anybody]() -> Result<void> {
            TRY(*anybody, parts_.lookup.anybody());
            return {};
        },
        [this, anybody](const Result<void>& done) {
            if (done) in_force_ = *anybody;
        });
}

std::optional<Error> RoleDesk::refuse(std::string_view asked, RoleNeed need) {
    if (!in_force_ || is_met(need)) return std::nullopt;
    note(asked, need);
    return role_refusal(need, parts_.staff.current() != nullptr);
}

bool RoleDesk::is_met(RoleNeed need) const {
    return need == RoleNeed::none || std::ranges::any_of(roles_for(need), [this](StaffRole role) {
               return parts_.staff.is_allowed(role);
           });
}

void RoleDesk::note(std::string_view asked, RoleNeed need) {
    const auto operator_id = parts_.staff.operator_id();
    const auto repeated = refusals_.due(std::string(asked) + "\n" + operator_id,
                                        parts_.recorder.parts().clock.mono());
    if (!repeated) return;
    parts_.recorder.record(path_refused({asked, need, operator_id, *repeated}),
                           [](const Result<Accepted>&) {});
}

}  // namespace aisle
