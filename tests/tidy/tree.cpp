// SPDX-License-Identifier: Apache-2.0
#include "tests/tidy/tree.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

namespace aisle {
namespace {

constexpr std::array<std::string_view, 6> folders{"agent", "config", "drivers",
                                                  "sync",  "tests",  "tools"};

bool is_source(const std::filesystem::path& path) {
    constexpr std::array<std::string_view, 5> endings{".cpp", ".hpp", ".h", ".ts", ".tsx"};
    const auto name = path.filename().string();
    return std::any_of(endings.begin(), endings.end(),
                       [&name](auto ending) { return name.ends_with(ending); });
}

bool is_tested_part(const std::string& path) {
    return path.starts_with("agent/") || path.starts_with("config/") ||
           path.starts_with("drivers/") || path.starts_with("sync/");
}

bool only_includes(const Source& source) {
    const auto lines = lines_of(source.code);
    return std::all_of(lines.begin(), lines.end(), [](std::string_view line) {
        return line.starts_with('#') || line.find_first_not_of(' ') == std::string_view::npos;
    });
}

}  // namespace

std::vector<Source> read_tree(const std::string& root) {
    namespace fs = std::filesystem;
    std::vector<Source> tree;
    for (const auto folder : folders) {
        const auto top = fs::path(root) / folder;
        if (!fs::is_directory(top)) continue;
        for (auto entry = fs::recursive_directory_iterator(top); entry != fs::end(entry); ++entry) {
            if (entry->path().filename() == "node_modules") entry.disable_recursion_pending();
            if (!entry->is_regular_file() || !is_source(entry->path())) continue;
            std::ifstream file(entry->path(), std::ios::binary);
            std::string text{std::istreambuf_iterator<char>(file), {}};
            tree.push_back(
                read_source(fs::relative(entry->path(), root).string(), std::move(text)));
        }
    }
    std::sort(tree.begin(), tree.end(),
              [](const Source& a, const Source& b) { return a.path < b.path; });
    return tree;
}

Complaints check_headers_used(std::span<const Source> tree) {
    std::set<std::string> included;
    for (const auto& source : tree) {
        for (auto& include : includes_of(source)) {
            if (include.name != source.path) included.insert(std::move(include.name));
        }
    }
    Complaints complaints;
    for (const auto& source : tree) {
        if (is_header(source) && !included.contains(source.path)) {
            complaints.push_back({source.path, 0, "a header that nobody includes"});
        }
    }
    return complaints;
}

Complaints check_tests_exist(std::span<const Source> tree) {
    std::set<std::string> paths;
    for (const auto& source : tree) paths.insert(source.path);
    Complaints complaints;
    for (const auto& source : tree) {
        if (!is_tested_part(source.path) || !source.path.ends_with(".cpp")) continue;
        if (source.path.ends_with("/main.cpp") || only_includes(source)) continue;
        const auto stem = source.path.substr(0, source.path.size() - 4);
        const auto test = "tests/" + stem + "_test.cpp";
        if (!paths.contains(test)) complaints.push_back({source.path, 0, "there is no " + test});
    }
    return complaints;
}

}  // namespace aisle
