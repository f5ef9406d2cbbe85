// SPDX-License-Identifier: Apache-2.0
// Text of strangers as a person may be shown it. A terminal obeys control characters, U+0080 to
// U+009F among them, turns text round at direction marks, and hides what has no width, so that
// what is read is not what stands there. All of these are written as JSON would write them,
// "\u202e"; line ends and tabs stay. So a line of JSON means the same before and behind it.
// A byte that is no UTF-8 becomes "\x9b". Letters that look like others are letters. Pure; any
// thread.
#pragma once

#include <string>
#include <string_view>

namespace aisle {

std::string shown_text(std::string_view text);

}  // namespace aisle
