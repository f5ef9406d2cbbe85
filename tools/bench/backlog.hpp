// SPDX-License-Identifier: Apache-2.0
// A state folder as a device leaves it that was cut off for long: so many touch events wait, none
// was ever acknowledged. Written with the real journal, in large groups, because it is only the
// beginning of a measurement.
#pragma once

#include "tools/bench/shop.hpp"

#include <cstdint>
#include <string>

namespace aisle {

struct BacklogFile {
    std::string path;
    double bytes_per_event = 0;
};

BacklogFile make_backlog(const std::string& folder, std::uint64_t events, Shop& shop);

}  // namespace aisle
