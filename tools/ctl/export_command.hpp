// SPDX-License-Identifier: Apache-2.0
// `aisle export FILE`: what waits for central, as one sealed file for a stick; `aisle-hub import`
// takes it. Reads the journal beside a running daemon, in a state folder at rest, or in a copy of
// one. Promise: FILE is whole, on the medium and read back from it, or not there.
#pragma once

#include "agent/base/entropy.hpp"
#include "agent/base/time.hpp"
#include "tools/ctl/console.hpp"

#include <string>

namespace aisle {

struct ExportWish {
    std::string file;
    std::string folder;         // the state folder
    std::string seal_key_file;  // of central; empty: none is configured
    std::string device;         // as configured; counts where no event says it
    bool unsealed = false;      // readable by whoever has the stick
    bool as_json = false;
};

// Exit::fine, also when nothing waits (and then no file is made); Exit::degraded when numbers are
// missing that damage took; Exit::failed.
Exit export_backlog(const Console& console, const ExportWish& wish, Entropy& entropy, WallTime now);

}  // namespace aisle
