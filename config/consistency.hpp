// SPDX-License-Identifier: Apache-2.0
// What settings must be to each other. A check is left out when one of its settings is wrong by
// itself: one mistake, one problem. Pure; any thread.
#pragma once

#include "config/parse.hpp"

namespace aisle {

// Adds to the outcome's problems.
void check_consistency(ConfigOutcome& outcome);

}  // namespace aisle
