// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/sim_log.hpp"

#include <cstdlib>
#include <iostream>
#include <string_view>
#include <utility>

namespace aisle {
namespace {

std::string stamp(Micros at) {
    const auto text = std::to_string(at.count() / 1000);
    return std::string(text.size() < 9 ? 9 - text.size() : 0, ' ') + text + " ";
}

LogLevel level_named(std::string_view name) {
    if (name == "debug") return LogLevel::debug;
    return name == "info" ? LogLevel::info : LogLevel::warn;
}

}  // namespace

class SimLog::Sink final : public LogSink {
public:
    Sink(const World& world, std::string name, bool shown)
        : world_(world), name_(std::move(name)), shown_(shown) {}
    void line(LogLevel level, std::string_view event, LogFields fields) override {
        if (!shown_) return;
        std::cerr << stamp(world_.now()) << name_ << " "
                  << format_log_line(level, event, fields, LogFormat::text, WallTime{}) << "\n";
    }

private:
    const World& world_;
    std::string name_;
    bool shown_;
};

SimLog::SimLog(const World& world) : world_(world) {
    const char* level = std::getenv("AISLE_SIM_LOG");
    if (level == nullptr) return;
    shown_ = true;
    threshold_ = level_named(level);
}

Log SimLog::of(const std::string& name) {
    sinks_.push_back(std::make_unique<Sink>(world_, name, shown_));
    return Log(*sinks_.back(), threshold_);
}

void SimLog::tell(const std::string& text) const {
    if (shown_) std::cerr << stamp(world_.now()) << "---- " << text << "\n";
}

}  // namespace aisle
