// SPDX-License-Identifier: Apache-2.0
// Base64 (RFC 4648, standard alphabet, padded): how bytes that are no text travel in JSON. Pure.
#pragma once

#include "agent/base/result.hpp"

#include <string>
#include <string_view>

namespace aisle {

std::string to_base64(std::string_view bytes);
// Strict: padding present, no white space, no stray bits. Errors: invalid.
Result<std::string> parse_base64(std::string_view text);

}  // namespace aisle
