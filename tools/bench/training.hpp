// SPDX-License-Identifier: Apache-2.0
// What a dictionary for the wire is trained on: single events of many shops, as they go up.
#pragma once

#include <cstdint>
#include <string>

namespace aisle {

// One file a message into a folder that exists; the same seed gives the same files.
void write_training(const std::string& folder, std::uint64_t seed);

}  // namespace aisle
