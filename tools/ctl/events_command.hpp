// SPDX-License-Identifier: Apache-2.0
// `aisle events`: every event that a state folder holds, one JSON object a line: of each journal in
// it, those beside the current one too, and what was set aside. For whoever has to look at what no
// line and no export will carry; reads only, with or without a daemon.
#pragma once

#include "tools/ctl/console.hpp"

#include <string>

namespace aisle {

struct EventsWish {
    std::string folder;
    bool persons = false;  // also the parts about persons: names, phone numbers
};

// Exit::fine when all could be read, Exit::degraded when a file or a part of it could not, which is
// said; Exit::failed without any journal.
Exit show_events(const Console& console, const EventsWish& wish);

}  // namespace aisle
