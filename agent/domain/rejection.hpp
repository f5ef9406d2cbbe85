// SPDX-License-Identifier: Apache-2.0
// What was refused at the counter, as an event: which rule, which field, and never the value.
// Pure; any thread.
#pragma once

#include "agent/base/result.hpp"
#include "agent/domain/event.hpp"

#include <string_view>

namespace aisle {

// `what` is the noun that was refused: "purchase", "sign_up", "task_completion".
EventDraft data_rejected(std::string_view what, const Error& error);

}  // namespace aisle
