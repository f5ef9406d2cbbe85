// SPDX-License-Identifier: Apache-2.0
#include "tools/ctl/table.hpp"

#include "agent/base/ascii.hpp"

#include <algorithm>
#include <cstddef>

namespace aisle {
namespace {

struct Column {
    std::size_t width = 0;
    bool numbers = true;
};

// Characters, not bytes.
std::size_t width_of(const std::string& text) {
    return static_cast<std::size_t>(std::ranges::count_if(
        text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

bool is_number(const std::string& text) {
    return text == "-" || std::ranges::all_of(text, is_digit);
}

std::vector<Column> measure(const std::vector<TableRow>& rows) {
    std::vector<Column> columns;
    for (const auto& row : rows) {
        columns.resize(std::max(columns.size(), row.size()));
        for (std::size_t i = 0; i < row.size(); ++i) {
            columns[i].width = std::max(columns[i].width, width_of(row[i]));
            if (&row != &rows.front() && !is_number(row[i])) columns[i].numbers = false;
        }
    }
    return columns;
}

}  // namespace

std::string table_text(const std::vector<TableRow>& rows) {
    const auto columns = measure(rows);
    std::string out;
    for (const auto& row : rows) {
        std::string line;
        for (std::size_t i = 0; i < row.size(); ++i) {
            const std::string blanks(columns[i].width - width_of(row[i]), ' ');
            if (i > 0) line += "  ";
            line += columns[i].numbers ? blanks + row[i] : row[i] + blanks;
        }
        line.erase(line.find_last_not_of(' ') + 1);
        out += line + "\n";
    }
    return out;
}

}  // namespace aisle
