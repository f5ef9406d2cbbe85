// SPDX-License-Identifier: Apache-2.0
// What happened, as the screens of this counter are told it. The io thread.
#pragma once

#include "agent/api/live.hpp"
#include "agent/app/happening.hpp"

namespace aisle {

// Of a fatal one they are told nothing: the server ends, too.
void announce(Live& live, const Happening& happening);

}  // namespace aisle
