// SPDX-License-Identifier: Apache-2.0
// A [[device]] written behind a configuration that a person keeps: nothing that stands there is
// touched. Promise: what was added reads back as what was meant, together with all the rest, or
// nothing is written; the file is replaced as a whole, with the owner, group and mode it had, and
// is kept beside it as it was (FILE.bak).
#pragma once

#include "config/bootstrap.hpp"

#include <string>
#include <vector>

namespace aisle {

// Keys that are not at their defaults, as TOML.
std::string device_block(const DeviceConfig& device);

class DeviceAddition {
public:
    // Errors: conflict, another has its name or its path; invalid, the configuration has mistakes
    // already or would have; too_large, denied, io. Nothing is written.
    static Result<DeviceAddition> prepare(const std::string& file,
                                          const std::vector<std::string>& environment,
                                          const DeviceConfig& device);

    // Gives the name of what was kept; empty if there was no file. Errors: conflict, somebody wrote
    // the file in between; denied, io.
    Result<std::string> write() const;

    const std::string& file() const { return file_; }

private:
    std::string file_;  // past links, so that a link stays one
    bool there_ = false;
    std::string before_;
    std::string after_;
};

}  // namespace aisle
