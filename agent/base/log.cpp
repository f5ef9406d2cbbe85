// SPDX-License-Identifier: Apache-2.0
#include "agent/base/log.hpp"

#include "agent/base/json_writer.hpp"
#include "agent/base/shown_text.hpp"

#include <unistd.h>

namespace aisle {
namespace {

std::string_view journald_prefix(LogLevel level) {
    switch (level) {
        case LogLevel::debug:
            return "<7>";
        case LogLevel::info:
            return "<6>";
        case LogLevel::warn:
            return "<4>";
        case LogLevel::error:
            return "<3>";
    }
    return "";
}

void append_text_value(std::string& line, const LogField& field) {
    if (const auto* number = std::get_if<std::int64_t>(&field.value)) {
        line += std::to_string(*number);
    } else if (const auto* flag = std::get_if<bool>(&field.value)) {
        line += *flag ? "true" : "false";
    } else {
        append_json_string(line, std::get<std::string_view>(field.value));
    }
}

}  // namespace

std::string_view to_string(LogLevel level) {
    switch (level) {
        case LogLevel::debug:
            return "debug";
        case LogLevel::info:
            return "info";
        case LogLevel::warn:
            return "warn";
        case LogLevel::error:
            return "error";
    }
    return "info";
}

std::string format_log_line(LogLevel level, std::string_view event, LogFields fields,
                            LogFormat format, WallTime at) {
    std::string line;
    if (format == LogFormat::text) {
        line = to_rfc3339(at) + " " + std::string(to_string(level)) + " " + std::string(event);
        for (const auto& field : fields) {
            line += " ";
            line += field.name;
            line += "=";
            append_text_value(line, field);
        }
        return shown_text(line);
    }
    JsonWriter json(line);
    json.begin_object().member("ts", to_rfc3339(at)).member("level", to_string(level));
    json.member("event", event);
    for (const auto& field : fields) {
        std::visit([&](const auto& v) { json.member(field.name, v); }, field.value);
    }
    json.end_object();
    return shown_text(line);
}

void StderrSink::line(LogLevel level, std::string_view event, LogFields fields) {
    std::string text = journald_ ? std::string(journald_prefix(level)) : std::string();
    text += format_log_line(level, event, fields, format_, clock_.wall());
    text += '\n';
    // One write a line, so that threads do not mix. A log that cannot be written is nobody's to
    // report.
    [[maybe_unused]] const ssize_t ignored = write(STDERR_FILENO, text.data(), text.size());
}

}  // namespace aisle
