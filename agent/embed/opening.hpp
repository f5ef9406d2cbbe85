// SPDX-License-Identifier: Apache-2.0
// What an agent is opened with, as the C interface collects it: the configuration, and the host's
// functions with the context that each is called with. One thread at a time.
#pragma once

#include "agent/app/hosted_agent.hpp"
#include "agent/embed/aisle.h"

#include <optional>
#include <string>
#include <vector>

// The name that aisle.h declares.
struct aisle_options {
    std::string file;
    std::optional<std::string> text;
    std::vector<aisle::Override> overrides;
    aisle_event_function told = nullptr;
    void* told_context = nullptr;
    aisle_log_function logged = nullptr;
    void* logged_context = nullptr;
};
