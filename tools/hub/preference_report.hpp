// SPDX-License-Identifier: Apache-2.0
// Where devices changed one field of a member's preferences from the same version, and to different
// values: each edit is kept, and somebody has to say which counts. That is said by a card with a
// newer version of the field; then it is no conflict any more. What the values are stands in the
// events, not here. Of who was erased nothing is known.
// Stated limit: edits under ids that central has merged since are compared id by id.
#pragma once

#include "tools/hub/views.hpp"

namespace aisle {

// A row a conflict. With a device: only those in which it has a part.
Result<void> report_preferences(Database& db, const ViewOptions& options, PrintLine print);

}  // namespace aisle
