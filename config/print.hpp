// SPDX-License-Identifier: Apache-2.0
// A configuration as people read it: the effective one as TOML or JSON, and the reference table of
// all keys. All of it follows the description. Pure; any thread.
#pragma once

#include "config/parse.hpp"

#include <string>

namespace aisle {

// Every key, defaults too, as TOML that reads back as the same configuration. With origins, a
// comment after a value says where it was given.
std::string print_config(Config config, const Origins* origins = nullptr);

// The same as one JSON object; durations and sizes as a person would write them.
std::string config_json(Config config);

// Tables in Markdown, one a section; config/README.md carries them and a test compares.
std::string config_reference();

}  // namespace aisle
