// SPDX-License-Identifier: Apache-2.0
// The codes of codes.txt, and what is held of whatever was made of them: nothing in it obeys,
// turns round or hides. Any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace aisle {

// Each is another; the file says how they are written.
const std::vector<std::string>& hostile_codes();
// As codes.txt and `aisle decode` write it: for messages, and to be typed.
std::string written_code(std::string_view code);

// What in a text a terminal would obey, and where; empty when there is nothing. Written down apart
// from the code that keeps it away.
std::string terminal_complaint(std::string_view text);
// What in a text of JSON, metrics or logs is no text: no UTF-8, or a control character.
std::string text_complaint(std::string_view text);

}  // namespace aisle
