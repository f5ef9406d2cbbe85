// SPDX-License-Identifier: Apache-2.0
// The log lines of everybody in a World, for a person who looks into one seed: AISLE_SIM_LOG=debug,
// info or warn prints them with the virtual time and the name of who said it. Else they are not
// even formatted.
#pragma once

#include "agent/base/log.hpp"
#include "tests/sim/world.hpp"

#include <memory>
#include <string>
#include <vector>

namespace aisle {

class SimLog {
public:
    explicit SimLog(const World& world);
    // For one speaker; lives as long as this.
    Log of(const std::string& name);
    // A line of the day's own: a fault, a judgement.
    void tell(const std::string& text) const;
    bool shown() const { return shown_; }

private:
    class Sink;
    const World& world_;
    bool shown_ = false;
    LogLevel threshold_ = LogLevel::error;
    std::vector<std::unique_ptr<LogSink>> sinks_;
};

}  // namespace aisle
