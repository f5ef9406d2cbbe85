// SPDX-License-Identifier: Apache-2.0
// From TOML and overrides to a Config. Everything wrong is found in one go and named by place, key
// and what was expected; a key that does not exist is wrong, with the nearest one that does.
// Promise: whatever the text, an outcome; the configuration is good iff there are no problems.
// Pure; any thread.
#pragma once

#include "config/config.hpp"

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {

// Where a setting was given.
struct ConfigPlace {
    std::string source;        // the file's name, "AISLE__BROKER__URLS", "--state"
    std::uint32_t line = 0;    // 0: no place in a file
    std::uint32_t column = 0;  // counted in characters, from 1
    bool operator==(const ConfigPlace&) const = default;
};
// "/etc/aisle/aisle.toml:7:3"
std::string to_string(const ConfigPlace& place);

struct ConfigProblem {
    ConfigPlace place;
    std::string key;  // "broker.keep_alive"; empty when it is about the whole file
    std::string text;
};
// "/etc/aisle/aisle.toml:7:3: broker.keep_alive: got 30, expected a duration …"
std::string to_string(const ConfigProblem& problem);

// A value from the environment or the command line; later ones win, and all win over the file.
struct Override {
    std::string key;
    std::string value;
    std::string source;  // how it was given, for messages
};

// Where each setting that is not built in was given, by its key.
using Origins = std::map<std::string, ConfigPlace, std::less<>>;

struct ConfigOutcome {
    Config config;                        // with problems: what could be read, for messages only
    std::vector<ConfigProblem> problems;  // in the order of the file, then the rest
    Origins origins;
    std::string file;  // what was read; empty when nothing was
};

ConfigOutcome parse_config(std::string_view toml, std::string_view file_name,
                           std::span<const Override> overrides = {});

}  // namespace aisle
