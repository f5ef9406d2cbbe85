// SPDX-License-Identifier: Apache-2.0
// Which aisle-tap processes run on this machine, and to where they copy. Read from /proc, where
// everybody sees everybody's words unless it is mounted otherwise.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace aisle {

struct TapProcess {
    std::string name;  // "aisle-tap (812)"
    std::string copy;  // the socket it was told; empty without one
};

std::vector<TapProcess> tap_processes();
// What stands behind --copy among words that end in a zero each.
std::string copy_among(std::string_view words);

}  // namespace aisle
