// SPDX-License-Identifier: Apache-2.0
// A scanned code given as a C struct, as the question that HTTP would have brought. Pure.
#pragma once

#include "agent/app/hosted_agent.hpp"
#include "agent/embed/aisle.h"

namespace aisle {

// Members that an older program's struct does not have are left out. `code` has bytes.
Question question_of(const aisle_code& code);

}  // namespace aisle
