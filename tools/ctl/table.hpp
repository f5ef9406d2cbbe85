// SPDX-License-Identifier: Apache-2.0
// Columns that line up on a terminal. Pure.
#pragma once

#include <string>
#include <vector>

namespace aisle {

using TableRow = std::vector<std::string>;

// Two blanks between columns; columns of whole numbers stand to the right. The first row is the
// head. No blanks at the ends of lines.
std::string table_text(const std::vector<TableRow>& rows);

}  // namespace aisle
