// SPDX-License-Identifier: Apache-2.0
// The one place that knows all parts of a running hub: opens the database, confirms the
// incarnation, runs the hub on the calling thread until SIGTERM or SIGINT, and stops in order.
#pragma once

#include "agent/base/result.hpp"
#include "tools/hub/central.hpp"
#include "tools/hub/hub.hpp"

#include <string>

namespace aisle {

struct HubLoopOptions {
    HubOptions hub;
    std::string database;
    std::string incarnation_file;
    HubFaults faults;
};

// Errors: those of the database and of the incarnation's file.
Result<void> run_hub_loop(const HubLoopOptions& options);

}  // namespace aisle
