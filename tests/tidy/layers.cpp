// SPDX-License-Identifier: Apache-2.0
#include "tests/tidy/layers.hpp"

#include <fnmatch.h>

#include <algorithm>
#include <array>
#include <sstream>

namespace aisle {
namespace {

bool matches_any(const std::string& text, const std::vector<std::string>& patterns) {
    return std::any_of(patterns.begin(), patterns.end(),
                       [&text](const auto& pattern) { return matches(text, pattern); });
}

bool stands_in(const std::string& path, const std::string& module) {
    return path == module || path.starts_with(module + "/");
}

// The most exact row: agent/main.cpp has one of its own inside agent.
const Row* row_of(const std::string& path, const Table& layers) {
    const Row* best = nullptr;
    for (const auto& row : layers) {
        if (stands_in(path, row.name) && (!best || row.name.size() > best->name.size()))
            best = &row;
    }
    return best;
}

bool is_ours(const std::string& include) {
    constexpr std::array<std::string_view, 6> folders{"agent/",  "drivers/", "sync/",
                                                      "config/", "tools/",   "tests/"};
    return std::any_of(folders.begin(), folders.end(),
                       [&include](auto folder) { return include.starts_with(folder); });
}

}  // namespace

bool matches(const std::string& text, const std::string& pattern) {
    return fnmatch(pattern.c_str(), text.c_str(), 0) == 0;
}

Result<Table> parse_table(std::string_view text) {
    Table table;
    std::size_t number = 0;
    for (const auto line : lines_of(text)) {
        ++number;
        if (line.empty() || line.front() == '#') continue;
        std::istringstream words{std::string(line)};
        Row row;
        std::string colon;
        if (!(words >> row.name >> colon) || colon != ":") {
            return Error(Errc::invalid, "a row is \"name : item item\"")
                .placed("line " + std::to_string(number));
        }
        for (std::string item; words >> item;) row.items.push_back(item);
        table.push_back(std::move(row));
    }
    return table;
}

Complaints check_layer_order(const Table& layers) {
    Complaints complaints;
    for (std::size_t i = 0; i < layers.size(); ++i) {
        for (const auto& item : layers[i].items) {
            const bool above =
                std::any_of(layers.begin(), layers.begin() + static_cast<std::ptrdiff_t>(i),
                            [&item](const Row& row) { return stands_in(item, row.name); });
            if (!above && item != "*") {
                complaints.push_back(
                    {"tests/tidy/layers.txt", 0,
                     layers[i].name + " names " + item + ", which is not above it"});
            }
        }
    }
    return complaints;
}

Complaints check_layers(const Source& source, const Table& layers) {
    const Row* row = row_of(source.path, layers);
    if (!row) {
        return {{source.path, 0, "stands in no module of tests/tidy/layers.txt: add a row for it"}};
    }
    Complaints complaints;
    for (const auto& include : includes_of(source)) {
        if (include.name.starts_with(".")) {
            complaints.push_back({source.path, include.line,
                                  "includes " + include.name + ": write the path from the root"});
        }
        if (!is_ours(include.name) || row_of(include.name, layers) == row) continue;
        if (!matches_any(include.name, row->items)) {
            complaints.push_back(
                {source.path, include.line,
                 row->name + " may not see " + include.name + " (tests/tidy/layers.txt)"});
        }
    }
    return complaints;
}

Complaints check_fences(const Source& source, const Table& fences) {
    Complaints complaints;
    for (const auto& include : includes_of(source)) {
        for (const auto& fence : fences) {
            if (!matches(include.name, fence.name)) continue;
            const bool inverted = !fence.items.empty() && fence.items.front() == "not";
            if (matches_any(source.path, fence.items) == inverted) {
                complaints.push_back({source.path, include.line,
                                      "<" + include.name +
                                          "> is fenced off here"
                                          " (tests/tidy/fences.txt)"});
            }
        }
    }
    return complaints;
}

}  // namespace aisle
