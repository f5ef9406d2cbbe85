// SPDX-License-Identifier: Apache-2.0
// What an operator may look at of budgets, leases and rights, as in views.hpp. Only reads; safe
// beside a running hub.
#pragma once

#include "tools/hub/views.hpp"

namespace aisle {

Result<void> view_campaigns(Database& db, const ViewOptions& options, PrintLine print);
Result<void> view_leases(Database& db, const ViewOptions& options, PrintLine print);
Result<void> view_rights(Database& db, const ViewOptions& options, PrintLine print);
// Given at risk, beyond a right, or twice.
Result<void> view_risks(Database& db, const ViewOptions& options, PrintLine print);
// Which devices have been compared, and what the others are asked for.
Result<void> view_comparisons(Database& db, const ViewOptions& options, PrintLine print);

}  // namespace aisle
