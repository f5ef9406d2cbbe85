// SPDX-License-Identifier: Apache-2.0
// `aisle decode`: what codes are, as the daemon would take them, without a daemon.
#pragma once

#include "agent/domain/scan/code.hpp"
#include "tools/ctl/console.hpp"

#include <istream>
#include <string>
#include <string_view>

namespace aisle {

// One code a line in, one JSON object a line out; see scan/code_json.hpp. A line may begin with an
// AIM identifier, and holds bytes that cannot be typed as \xHH. Fails when a line is longer than
// any code; goes on with the next.
Exit decode_codes(const Console& console, std::istream& codes, const CodeReader& reader);

// "\x1d" is one byte; every other backslash is itself.
std::string unescaped(std::string_view line);

}  // namespace aisle
