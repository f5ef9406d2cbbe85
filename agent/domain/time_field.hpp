// SPDX-License-Identifier: Apache-2.0
// Times (RFC 3339) that stand in a body. Errors of the fields: "bad_time". Pure; any thread.
#pragma once

#include "agent/base/json_fields.hpp"
#include "agent/base/time.hpp"

#include <optional>
#include <string_view>

namespace aisle {

WallTime read_time(Fields& fields, std::string_view key);
std::optional<WallTime> read_time_if(Fields& fields, std::string_view key);

}  // namespace aisle
