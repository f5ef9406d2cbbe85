// SPDX-License-Identifier: Apache-2.0
// Finds the configuration before anything else runs: the file (the one asked for, else the one
// $AISLE_CONFIG names, else /etc/aisle/aisle.toml if it is there), then AISLE__SECTION__KEY of the
// environment, then the command line; each wins over the one before. A file that was named and
// cannot be read is a problem; a program with problems exits with config_exit_code.
#pragma once

#include "agent/base/files.hpp"
#include "config/parse.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace aisle {

inline constexpr std::string_view config_file_default = "/etc/aisle/aisle.toml";
// EX_CONFIG of sysexits.h, so that a supervisor need not try again.
inline constexpr int config_exit_code = 78;

struct Launch {
    std::string config_file;               // from --config; empty: look for it
    std::vector<std::string> environment;  // "NAME=value"
    std::vector<Override> overrides;       // from the command line
};

ConfigOutcome load_config(const Launch& launch, Files& files);

// "AISLE__BROKER__KEEP_ALIVE=30s" is broker.keep_alive; other names are not ours.
std::vector<Override> overrides_from(const std::vector<std::string>& environment);

// The environment of this process. Call it before there are threads.
std::vector<std::string> process_environment();

}  // namespace aisle
