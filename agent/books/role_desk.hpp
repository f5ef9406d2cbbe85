// SPDX-License-Identifier: Apache-2.0
// Whether whoever stands at this counter may do what is asked of it. Roles are in force while
// central has anybody in the feed `staff` for this device: a store that has no staff there has
// nobody who could sign in, and is asked for no role. A refusal is noted in the ledger, of each
// operator and path one a minute, with how many were left out. Owner's thread; the lookup is on the
// read thread.
#pragma once

#include "agent/books/recorder.hpp"
#include "agent/books/staff_book.hpp"
#include "agent/books/staff_desk.hpp"
#include "agent/domain/rejection_pace.hpp"
#include "agent/domain/role_need.hpp"

#include <optional>
#include <string_view>

namespace aisle {

struct RoleDeskParts {
    Recorder& recorder;
    StaffLookup& lookup;
    const StaffDesk& staff;
};

class RoleDesk {
public:
    explicit RoleDesk(RoleDeskParts parts) : parts_(parts) {}

    // At a start, before the read thread has work.
    void begin();
    // Now and then, and when the feed changed. Until it is known again, what was known counts.
    void look();
    bool in_force() const { return in_force_; }

    // Nothing if it may be done. `asked` is the path's name, as its template has it. Errors: those
    // of role_refusal().
    std::optional<Error> refuse(std::string_view asked, RoleNeed need);

private:
    bool is_met(RoleNeed need) const;
    void note(std::string_view asked, RoleNeed need);

    RoleDeskParts parts_;
    RejectionPace refusals_;
    bool in_force_ = false;
};

}  // namespace aisle
