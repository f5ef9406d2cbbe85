// SPDX-License-Identifier: Apache-2.0
// `aisle verify`: judges a state folder without a daemon, its own or a copy.
#pragma once

#include "agent/app/verify.hpp"
#include "tools/ctl/console.hpp"

#include <string>

namespace aisle {

// Exit::fine when whole, Exit::degraded when something is wrong, Exit::failed when it cannot be
// read.
Exit show_verdict(const Console& console, const std::string& folder, bool as_json);

std::string verdict_json(const VerifyReport& report);

}  // namespace aisle
