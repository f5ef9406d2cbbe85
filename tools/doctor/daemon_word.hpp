// SPDX-License-Identifier: Apache-2.0
// What the running daemon says of itself, as far as the doctor needs it: GET /v1/status as a value.
// A member that is missing is empty, so that a daemon of another version can still be asked. Pure.
#pragma once

#include "agent/base/json.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace aisle {

// A scanner, a printer, a tap or a till's journal files.
struct PeripheralWord {
    std::string name;
    std::string state;
    std::string trouble;
};

struct DaemonWord {
    bool runs = false;
    std::string error;  // it is there, and could not be asked
    std::string version;
    std::string central;  // offline, connecting, greeting, streaming
    std::string broker;
    std::string trouble;
    std::string clock;
    std::uint64_t waiting = 0;
    std::vector<std::string> problems;
    std::vector<PeripheralWord> scanners;
    std::vector<PeripheralWord> printers;
    std::vector<PeripheralWord> taps;
    std::vector<PeripheralWord> journals;

    // Its session holds a connection that another with the same name would break.
    bool connected() const { return central == "greeting" || central == "streaming"; }
};

DaemonWord daemon_word(const Json& status);

}  // namespace aisle
