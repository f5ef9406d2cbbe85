// SPDX-License-Identifier: Apache-2.0
// The last lines of a log: of a file that was named, else of what systemd's journal has of aisled,
// where there is one.
#pragma once

#include "agent/base/result.hpp"

#include <string>

namespace aisle {

struct LogTail {
    std::string source;  // empty: there is none
    std::string lines;
};

// Errors: not_found, denied, io: the file that was named.
Result<LogTail> log_tail(const std::string& file);

}  // namespace aisle
