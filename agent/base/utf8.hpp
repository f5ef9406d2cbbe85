// SPDX-License-Identifier: Apache-2.0
// UTF-8 (RFC 3629): checked, never repaired. Overlong forms and surrogates are not UTF-8.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace aisle {

bool is_utf8(std::string_view bytes);
// The first sign of a text that is not empty, or its first byte when that begins none.
std::string_view first_sign(std::string_view text);
// Of one sign that is UTF-8.
char32_t code_point(std::string_view sign);
void append_utf8(std::string& text, std::uint32_t code_point);
// Also refuses control characters: what a person may be shown on one line.
bool is_plain_text(std::string_view bytes);

}  // namespace aisle
