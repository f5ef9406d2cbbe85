// SPDX-License-Identifier: Apache-2.0
#include "config/bootstrap.hpp"

#include "agent/base/ascii.hpp"

#include <unistd.h>

namespace aisle {
namespace {

constexpr std::string_view prefix = "AISLE__";
constexpr std::string_view separator = "__";
constexpr std::string_view file_variable = "AISLE_CONFIG=";

// "BROKER__KEEP_ALIVE" is broker.keep_alive.
std::string key_of(std::string_view name) {
    std::string key(name);
    const auto parted = key.find(separator);
    if (parted != std::string::npos) key.replace(parted, separator.size(), ".");
    return lower(key);
}

struct Chosen {
    std::string file;
    bool named = false;  // then it must be there
};

Chosen choose_file(const Launch& launch) {
    if (!launch.config_file.empty()) return {launch.config_file, true};
    for (const auto& variable : launch.environment) {
        if (variable.starts_with(file_variable) && variable.size() > file_variable.size()) {
            return {variable.substr(file_variable.size()), true};
        }
    }
    return {std::string(config_file_default), false};
}

}  // namespace

std::vector<Override> overrides_from(const std::vector<std::string>& environment) {
    std::vector<Override> overrides;
    for (const std::string_view variable : environment) {
        const auto equals = variable.find('=');
        if (!variable.starts_with(prefix) || equals == std::string_view::npos) continue;
        const auto name = variable.substr(0, equals);
        overrides.push_back({key_of(name.substr(prefix.size())),
                             std::string(variable.substr(equals + 1)), std::string(name)});
    }
    return overrides;
}

ConfigOutcome load_config(const Launch& launch, Files& files) {
    auto overrides = overrides_from(launch.environment);
    overrides.insert(overrides.end(), launch.overrides.begin(), launch.overrides.end());
    const Chosen chosen = choose_file(launch);
    const auto text = files.read(chosen.file, config_bytes_max);
    if (text) {
        auto outcome = parse_config(*text, chosen.file, overrides);
        outcome.file = chosen.file;
        return outcome;
    }
    const bool may_be_missing = !chosen.named && text.error().kind() == Errc::not_found;
    if (may_be_missing) return parse_config("", chosen.file, overrides);
    // What else would be reported as missing stands in the file that could not be read.
    ConfigOutcome outcome;
    outcome.problems.push_back({{chosen.file}, "", text.error().what()});
    return outcome;
}

std::vector<std::string> process_environment() {
    std::vector<std::string> variables;
    for (char** variable = environ; variable && *variable; ++variable) {
        variables.emplace_back(*variable);
    }
    return variables;
}

}  // namespace aisle
