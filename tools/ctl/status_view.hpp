// SPDX-License-Identifier: Apache-2.0
// GET /v1/status, for people: the word for how it is comes first, then what is saved, delivered and
// waiting since when, then what is wrong and what to do. A member that is missing shows as "-", so
// that a daemon of another version can still be read. Pure.
#pragma once

#include "agent/base/json.hpp"
#include "tools/ctl/console.hpp"

#include <string>

namespace aisle {

std::string status_text(const Json& status, const Console& console);
bool is_degraded(const Json& status);

}  // namespace aisle
