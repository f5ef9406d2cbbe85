// SPDX-License-Identifier: Apache-2.0
// What can only be seen of all files together; and the reading of the tree itself.
#pragma once

#include "tests/tidy/source.hpp"

#include <span>
#include <string>
#include <vector>

namespace aisle {

// Every source below agent, drivers, sync, config, tools and tests, sorted by path.
std::vector<Source> read_tree(const std::string& root);

// A header that nobody includes is dead.
Complaints check_headers_used(std::span<const Source> tree);
// agent/base/json.cpp has tests/agent/base/json_test.cpp. A file of includes alone, which compiles
// a library's sources, and a program's main.cpp need none.
Complaints check_tests_exist(std::span<const Source> tree);

}  // namespace aisle
