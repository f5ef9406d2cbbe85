// SPDX-License-Identifier: Apache-2.0
#include "tools/doctor/tap_processes.hpp"

#include "agent/base/files.hpp"
#include "tools/doctor/processes.hpp"

namespace aisle {

std::string copy_among(std::string_view words) {
    constexpr std::string_view option = "--copy";
    bool named = false;
    while (!words.empty()) {
        const auto word = words.substr(0, words.find('\0'));
        words.remove_prefix(std::min(words.size(), word.size() + 1));
        if (named) return std::string(word);
        named = word == option;
        if (word.starts_with(option) && word.substr(option.size()).starts_with('=')) {
            return std::string(word.substr(option.size() + 1));
        }
    }
    return {};
}

std::vector<TapProcess> tap_processes() {
    constexpr std::size_t words_bytes_max = 8192;
    std::vector<TapProcess> found;
    SystemFiles files;
    for (const auto& process : processes()) {
        if (process.name != "aisle-tap") continue;
        const auto words = files.read((process.folder / "cmdline").string(), words_bytes_max);
        found.push_back({shown(process), words ? copy_among(*words) : std::string()});
    }
    return found;
}

}  // namespace aisle
