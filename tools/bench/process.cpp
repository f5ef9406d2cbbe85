// SPDX-License-Identifier: Apache-2.0
#include "tools/bench/process.hpp"

#include <filesystem>
#include <fstream>
#include <string>

namespace aisle {
namespace {

std::string folder_of(pid_t pid) {
    return "/proc/" + std::to_string(pid);
}

// "Pss:   1234 kB" and "voluntary_ctxt_switches:  12".
std::uint64_t number_after(const std::string& file, const std::string& name) {
    std::ifstream lines(file);
    std::string word;
    std::uint64_t number = 0;
    while (lines >> word) {
        if (word == name && lines >> number) return number;
    }
    return 0;
}

}  // namespace

Memory memory_of(pid_t pid) {
    const auto file = folder_of(pid) + "/smaps_rollup";
    return {static_cast<double>(number_after(file, "Pss:")) / 1024,
            static_cast<double>(number_after(file, "Rss:")) / 1024};
}

Effort effort_of(pid_t pid) {
    Effort effort;
    std::error_code ignored;
    for (const auto& thread :
         std::filesystem::directory_iterator(folder_of(pid) + "/task", ignored)) {
        double nanoseconds = 0;
        std::ifstream(thread.path() / "schedstat") >> nanoseconds;
        effort.cpu_ms += nanoseconds / 1e6;
        effort.wakeups += number_after(thread.path() / "status", "voluntary_ctxt_switches:");
    }
    return effort;
}

}  // namespace aisle
