// SPDX-License-Identifier: Apache-2.0
// The processes of this machine, as /proc shows them. They end while one looks: what cannot be seen
// is not there.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace aisle {

struct Process {
    std::filesystem::path folder;  // "/proc/812"
    std::string name;
};

std::vector<Process> processes();
// "aisled (812)"
std::string shown(const Process& process);
std::vector<std::filesystem::path> contents_of(const std::filesystem::path& folder);

}  // namespace aisle
