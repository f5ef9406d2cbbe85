// SPDX-License-Identifier: Apache-2.0
// A line for whoever looks after the tap. A journal that takes nothing just now does without it: no
// byte of a receipt waits for what is said of it.
#pragma once

#include <unistd.h>

#include <string_view>

namespace aisle {

// False: nobody took it.
bool say(std::string_view words, int to = STDERR_FILENO);

}  // namespace aisle
