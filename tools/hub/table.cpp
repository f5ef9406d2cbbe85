// SPDX-License-Identifier: Apache-2.0
#include "tools/hub/table.hpp"

#include "agent/base/json_writer.hpp"

#include <algorithm>
#include <utility>

namespace aisle {
namespace {

std::string text_of(const Cell& cell) {
    if (const auto* number = std::get_if<std::int64_t>(&cell.value)) return std::to_string(*number);
    return std::get<std::string>(cell.value);
}

std::string as_json(Cells cells) {
    std::string line;
    JsonWriter json(line);
    json.begin_object();
    for (const auto& cell : cells) {
        std::visit([&](const auto& value) { json.member(cell.name, value); }, cell.value);
    }
    json.end_object();
    return line;
}

void append_padded(std::string& line, std::string text, std::size_t width) {
    // Control characters of a hostile device must not reach a terminal.
    std::replace_if(
        text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, '?');
    const auto gap = text.size() < width ? width - text.size() : 0;
    line += text + std::string(gap + 2, ' ');
}

}  // namespace

void Table::row(Cells cells) {
    if (json_) return print_(as_json(cells));
    if (!std::exchange(begun_, true)) {
        std::string header;
        for (const auto& cell : cells) append_padded(header, std::string(cell.name), cell.width);
        print_trimmed(header);
    }
    std::string line;
    for (const auto& cell : cells) append_padded(line, text_of(cell), cell.width);
    print_trimmed(line);
}

void Table::print_trimmed(std::string_view line) {
    print_(line.substr(0, line.find_last_not_of(' ') + 1));
}

}  // namespace aisle
