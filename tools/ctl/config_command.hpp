// SPDX-License-Identifier: Apache-2.0
// aisle config check, show and reference: what the daemon would make of its configuration, without
// a daemon.
#pragma once

#include "agent/base/files.hpp"
#include "config/bootstrap.hpp"
#include "tools/ctl/console.hpp"

namespace aisle {

// Judges what the daemon would read. Problems are the result, so they are printed, not said.
Exit check_config(const Console& console, const ConfigOutcome& outcome, bool as_json);

struct ShowOptions {
    bool as_json = false;
    bool sources = false;  // where each value was given
};
// The effective configuration; nothing when it is bad.
Exit show_config(const Console& console, const ConfigOutcome& outcome, ShowOptions options);

}  // namespace aisle
