// SPDX-License-Identifier: Apache-2.0
// Reads every #include against two tables: layers.txt says which module may see which, fences.txt
// which file may see which library. Pure.
#pragma once

#include "agent/base/result.hpp"
#include "tests/tidy/source.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace aisle {

struct Row {
    std::string name;
    std::vector<std::string> items;
};
using Table = std::vector<Row>;

// "name : item item", one a line; # begins a remark. Errors: invalid.
Result<Table> parse_table(std::string_view text);
// A row that names what does not stand above it could close a circle.
Complaints check_layer_order(const Table& layers);
Complaints check_layers(const Source& source, const Table& layers);
Complaints check_fences(const Source& source, const Table& fences);

// As the shell matches, except that * also crosses a slash.
bool matches(const std::string& text, const std::string& pattern);

}  // namespace aisle
