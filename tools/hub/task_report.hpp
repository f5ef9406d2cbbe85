// SPDX-License-Identifier: Apache-2.0
// How many tasks stand how, of what was put into the feed `tasks` and what devices said of it:
// the numbers of a device's own list, by the same rules (agent/domain/task_standing.hpp).
// A task of a device's scope is one; of any other scope one in each store that has it. Of a
// recurring task the present period counts. What is done by one device of a store is done; what is
// declined by one may be taken on by another.
// Stated limit: a key that is removed and put again for something else keeps what was said of it;
// give a new task a new key.
#pragma once

#include "tools/hub/views.hpp"

namespace aisle {

// A row a store, and one of all, whose store is "*". With a device: as that device sees it.
Result<void> report_tasks(Database& db, const ViewOptions& options, PrintLine print);

}  // namespace aisle
