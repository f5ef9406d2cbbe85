// SPDX-License-Identifier: Apache-2.0
// Members by which somebody can be reached, read from a body. Pure; any thread.
#pragma once

#include "agent/base/json_fields.hpp"

#include <string>
#include <string_view>

namespace aisle {

// E.164, or empty when the member is not there. Errors of the fields: "bad_phone".
std::string read_phone(Fields& fields, std::string_view key, std::string_view region);
// Empty when the member is not there. Errors of the fields: "bad_email".
std::string read_email(Fields& fields, std::string_view key);

}  // namespace aisle
