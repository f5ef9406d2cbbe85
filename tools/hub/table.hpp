// SPDX-License-Identifier: Apache-2.0
// Rows as an operator reads them: a table with a header, or one JSON object a line.
#pragma once

#include "agent/base/function.hpp"

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>

namespace aisle {

struct Cell {
    std::string_view name;
    std::size_t width = 0;  // of its column in the table
    std::variant<std::int64_t, std::string> value;
};
using Cells = std::initializer_list<Cell>;

using PrintLine = Function<void(std::string_view)>;

// Prints rows, and before the first one of a table its header.
class Table {
public:
    Table(bool json, PrintLine print) : json_(json), print_(std::move(print)) {}

    void row(Cells cells);
    void raw(std::string_view line) { print_(line); }

private:
    void print_trimmed(std::string_view line);

    bool json_;
    bool begun_ = false;
    PrintLine print_;
};

}  // namespace aisle
