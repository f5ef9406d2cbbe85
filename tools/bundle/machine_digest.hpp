// SPDX-License-Identifier: Apache-2.0
// The machine for support: kernel, processor, memory, the disk under the state folder, and the
// names and sizes of the files in it.
#pragma once

#include "agent/base/time.hpp"

#include <string>

namespace aisle {

std::string machine_digest(const std::string& folder);
// A line a file: mode, size, time, name.
std::string folder_digest(const std::string& folder);

}  // namespace aisle
