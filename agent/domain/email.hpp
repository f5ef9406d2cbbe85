// SPDX-License-Identifier: Apache-2.0
// E-mail addresses, as far as they can be judged without sending one. Pure; any thread.
#pragma once

#include "agent/base/result.hpp"

#include <string>
#include <string_view>

namespace aisle {

// The domain in small letters; the part before the @ as it was typed, for its owner decides what
// letters mean there. Errors: invalid ("bad_email"); the text does not repeat the address.
Result<std::string> normalise_email(std::string_view typed);

}  // namespace aisle
