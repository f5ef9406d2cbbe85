// SPDX-License-Identifier: Apache-2.0
// The target of a request, e.g. /v1/tasks/abc%20d/complete?x=1, taken apart strictly (RFC 3986):
// what is not well-formed is refused, never repaired, so that nobody downstream can read it
// otherwise. Pure; any thread.
#pragma once

#include "agent/api/request.hpp"
#include "agent/base/result.hpp"

#include <string_view>

namespace aisle {

// Fills authority, path and query. Errors: invalid, coded bad_target.
Result<void> read_target(std::string_view target, Request& into);

}  // namespace aisle
