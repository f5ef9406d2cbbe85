// SPDX-License-Identifier: Apache-2.0
#include "agent/app/arguments.hpp"

namespace aisle {
namespace {

Result<Override> parse_setting(const std::string& word) {
    const auto equals = word.find('=');
    if (equals == std::string::npos || equals == 0) {
        return Error(Errc::invalid, "--set needs KEY=VALUE, got \"" + word + "\"");
    }
    return Override{word.substr(0, equals), word.substr(equals + 1), "--set"};
}

}  // namespace

Result<Arguments> parse_arguments(const std::vector<std::string>& words) {
    Arguments arguments;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const auto& word = words[i];
        if (word == "--help" || word == "-h") {
            arguments.help = true;
            continue;
        }
        if (word == "--version") {
            arguments.version = true;
            continue;
        }
        if (word != "--config" && word != "--state" && word != "--set") {
            return Error(Errc::invalid, "unknown argument \"" + word + "\"");
        }
        if (i + 1 == words.size()) return Error(Errc::invalid, word + " needs a value");
        const auto& value = words[++i];
        if (word == "--config") {
            arguments.config_file = value;
        } else if (word == "--state") {
            arguments.overrides.push_back({"disk.directory", value, word});
        } else {
            TRY(auto setting, parse_setting(value));
            arguments.overrides.push_back(std::move(setting));
        }
    }
    return arguments;
}

}  // namespace aisle
