// SPDX-License-Identifier: Apache-2.0
// A failed call to the file system in the words of Error: what was done to which file, what the
// system said of it (errno), and of which kind that is for who reads it. Any thread.
#pragma once

#include "agent/base/result.hpp"

#include <string>
#include <string_view>

namespace aisle {

// "syncing /a/b: Input/output error". Not found, denied, full ("disk_full"), conflict, else io.
Error file_failure(std::string_view doing, const std::string& path, int number);

}  // namespace aisle
