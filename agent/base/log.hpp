// SPDX-License-Identifier: Apache-2.0
// One line per thing that happened: a stable dotted name that tests and dashboards rely on, and
// fields. Never personal data, never a whole scanned code. Any thread: a line is one write.
#pragma once

#include "agent/base/time.hpp"

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>

namespace aisle {

enum class LogLevel { debug, info, warn, error };
std::string_view to_string(LogLevel level);

struct LogField {
    std::string_view name;
    std::variant<std::int64_t, bool, std::string_view> value;

    template <std::integral T>
    requires(!std::same_as<T, bool>) LogField(std::string_view n, T v)
        : name(n), value(static_cast<std::int64_t>(v)) {}
    LogField(std::string_view n, bool v) : name(n), value(v) {}
    LogField(std::string_view n, std::string_view v) : name(n), value(v) {}
    LogField(std::string_view n, const char* v) : name(n), value(std::string_view(v)) {}
    LogField(std::string_view n, const std::string& v) : name(n), value(std::string_view(v)) {}
};
using LogFields = std::initializer_list<LogField>;

// Where lines go. Called from any thread.
class LogSink {
public:
    virtual ~LogSink() = default;
    virtual void line(LogLevel level, std::string_view event, LogFields fields) = 0;
};

enum class LogFormat { text, json };

// Lines on standard error, with systemd's <3> to <7> in front when the journal reads them.
class StderrSink final : public LogSink {
public:
    StderrSink(const Clock& clock, LogFormat format, bool journald)
        : clock_(clock), format_(format), journald_(journald) {}
    void line(LogLevel level, std::string_view event, LogFields fields) override;

private:
    const Clock& clock_;
    LogFormat format_;
    bool journald_;
};

class Log {
public:
    Log(LogSink& sink, LogLevel threshold) : sink_(&sink), threshold_(threshold) {}

    void debug(std::string_view event, LogFields fields = {}) {
        put(LogLevel::debug, event, fields);
    }
    void info(std::string_view event, LogFields fields = {}) { put(LogLevel::info, event, fields); }
    void warn(std::string_view event, LogFields fields = {}) { put(LogLevel::warn, event, fields); }
    void error(std::string_view event, LogFields fields = {}) {
        put(LogLevel::error, event, fields);
    }

private:
    void put(LogLevel level, std::string_view event, LogFields fields) {
        if (level >= threshold_) sink_->line(level, event, fields);
    }

    LogSink* sink_;
    LogLevel threshold_;
};

std::string format_log_line(LogLevel level, std::string_view event, LogFields fields,
                            LogFormat format, WallTime at);

}  // namespace aisle
