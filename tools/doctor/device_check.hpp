// SPDX-License-Identifier: Apache-2.0
// The devices on the counter: whether each is there, may be opened, and who has it open.
#pragma once

#include "config/config.hpp"
#include "tools/doctor/daemon_word.hpp"
#include "tools/doctor/diagnosis.hpp"

#include <optional>
#include <string>
#include <vector>

namespace aisle {

struct DeviceFacts {
    std::string name;
    DeviceKind kind = DeviceKind::serial;
    std::string where;  // path, address, or the address it listens on
    bool listens = false;
    bool there = false;                  // a path; or somebody answers at the address
    bool suitable = false;               // a character device or a FIFO
    bool permitted = false;              // for whoever runs this
    std::string trouble;                 // what the system said
    std::vector<std::string> holders;    // "aisled (812)": who has the path open
    std::optional<PeripheralWord> word;  // the daemon's, where it runs
};

// "aisled (812)": everybody who has it open, as far as we may see.
std::vector<std::string> holders_of(const std::string& path);

// Looks, and opens nothing that somebody else could be reading from.
DeviceFacts device_facts(const DeviceConfig& device, const DaemonWord& daemon);

Diagnosis judge_device(const DeviceFacts& facts);

}  // namespace aisle
