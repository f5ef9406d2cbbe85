// SPDX-License-Identifier: Apache-2.0
#include "tools/doctor/processes.hpp"

#include "agent/base/ascii.hpp"
#include "agent/base/files.hpp"

#include <algorithm>
#include <system_error>

namespace aisle {
namespace {

namespace fs = std::filesystem;

bool is_number(const std::string& text) {
    return !text.empty() && std::ranges::all_of(text, is_digit);
}

}  // namespace

std::vector<fs::path> contents_of(const fs::path& folder) {
    std::vector<fs::path> found;
    std::error_code error;
    fs::directory_iterator entries(folder, error);
    while (!error && entries != fs::directory_iterator()) {
        found.push_back(entries->path());
        entries.increment(error);
    }
    return found;
}

std::vector<Process> processes() {
    std::vector<Process> found;
    SystemFiles files;
    for (const auto& folder : contents_of("/proc")) {
        if (!is_number(folder.filename().string())) continue;
        auto name = files.read((folder / "comm").string(), 64);
        if (name && name->ends_with('\n')) name->pop_back();
        found.push_back({folder, name ? *name : "a process"});
    }
    return found;
}

std::string shown(const Process& process) {
    return process.name + " (" + process.folder.filename().string() + ")";
}

}  // namespace aisle
