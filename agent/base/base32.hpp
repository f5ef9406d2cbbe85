// SPDX-License-Identifier: Apache-2.0
// Base32 (RFC 4648, capital letters, without padding): bytes in a bar code, where every scanner's
// keyboard layout and every trim() leaves them whole. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace aisle {

std::string to_base32(std::string_view bytes);
// Strict: no padding, no small letters, no stray bits; else nothing.
std::optional<std::string> parse_base32(std::string_view text);

}  // namespace aisle
