// SPDX-License-Identifier: Apache-2.0
// Keeps log lines so that a test can ask for them by their stable name.
#pragma once

#include "agent/base/log.hpp"

#include <algorithm>
#include <mutex>
#include <string>
#include <vector>

namespace aisle {

class RecordingLog final : public LogSink {
public:
    void line(LogLevel level, std::string_view event, LogFields fields) override {
        const std::lock_guard lock(mutex_);
        lines_.push_back(format_log_line(level, event, fields, LogFormat::text, WallTime{}));
    }
    // Lines that contain the words.
    std::size_t count(std::string_view words) const {
        const std::lock_guard lock(mutex_);
        return static_cast<std::size_t>(
            std::count_if(lines_.begin(), lines_.end(), [&](const std::string& line) {
                return line.find(words) != std::string::npos;
            }));
    }
    std::vector<std::string> lines() const {
        const std::lock_guard lock(mutex_);
        return lines_;
    }
    Log log() { return Log(*this, LogLevel::debug); }

private:
    mutable std::mutex mutex_;
    std::vector<std::string> lines_;
};

}  // namespace aisle
