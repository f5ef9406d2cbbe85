// SPDX-License-Identifier: Apache-2.0
// The daemon's command line: few words, no library. Pure.
#pragma once

#include "agent/base/result.hpp"
#include "config/parse.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace aisle {

struct Arguments {
    std::string config_file;
    std::vector<Override> overrides;
    bool help = false;
    bool version = false;
};

inline constexpr std::string_view usage =
    "usage: aisled [--config FILE] [--state DIR] [--set KEY=VALUE]... [--version] [--help]\n";

// Errors: invalid.
Result<Arguments> parse_arguments(const std::vector<std::string>& words);

}  // namespace aisle
