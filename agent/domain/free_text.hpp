// SPDX-License-Identifier: Apache-2.0
// Text members that people wrote and people will read. Names and titles stand on one line; notes
// may have several. Control characters are refused ("bad_text"): they have no business on a
// screen, a receipt printer or in a log. Pure; any thread.
#pragma once

#include "agent/base/json_fields.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace aisle {

// A member that must be there and not be empty.
std::string plain_text(Fields& fields, std::string_view key, std::size_t bytes_max);
// Empty when it is not there.
std::string plain_text_if(Fields& fields, std::string_view key, std::size_t bytes_max);
// The same; line breaks and tabs are allowed.
std::string note_if(Fields& fields, std::string_view key, std::size_t bytes_max);

}  // namespace aisle
