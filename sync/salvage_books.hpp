// SPDX-License-Identifier: Apache-2.0
// The part of a salvage that is the store's books: what only this device knows, and what a promise
// hangs on. Tokens, sessions, rights and coupons that were used stay used; a sale that holds one
// can be ended; rights come as they stood, and none is spent before central has compared them; who
// may do what stays so. What central says again by its feeds is left behind. At start, before any
// thread; the other file is only read.
#pragma once

#include "agent/base/result.hpp"
#include "sync/salvage_rows.hpp"

namespace aisle {

class SalvageBooks {
public:
    explicit SalvageBooks(SalvageRows& rows) : rows_(rows) {}

    // Errors: those of the new file.
    Result<void> run();

private:
    Result<void> copy_used();
    Result<void> copy_redemptions();
    Result<void> copy_leases();
    Result<void> copy_rights();
    Result<void> copy_ratchet();
    Result<void> copy_place();
    Result<void> copy_marks();
    Result<void> copy_staff();
    Result<void> copy_session();
    Result<void> copy_trials();

    SalvageRows& rows_;
};

}  // namespace aisle
