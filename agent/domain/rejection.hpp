// SPDX-License-Identifier: Apache-2.0
// What was refused at the counter, as an event: which rule, which field, and never the value.
// Pure; any thread.
#pragma once

#include "agent/base/result.hpp"
#include "agent/domain/event.hpp"

#include <cstdint>
#include <string_view>

namespace aisle {

// The place of the error as far as its names are ours; what a caller named may be anything, a
// person's phone number too. Points into the error.
std::string_view rejected_field(const Error& error);

// `what` is the noun that was refused: "scan", "purchase", "sign_up", "task_completion". `repeated`
// is how many like it were refused since the last one that became an event.
EventDraft data_rejected(std::string_view what, const Error& error, std::uint64_t repeated = 0);

}  // namespace aisle
