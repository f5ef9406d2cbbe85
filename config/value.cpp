// SPDX-License-Identifier: Apache-2.0
#include "config/value.hpp"

#include "agent/base/text.hpp"
#include "agent/base/utf8.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <type_traits>

namespace aisle {
namespace {

using Names = std::span<const std::string_view>;

// The words of every choice, in the order of its enumeration.
constexpr std::array<std::string_view, 3> version_names{"auto", "5", "3.1.1"};
constexpr std::array<std::string_view, 2> acknowledge_names{"hub", "broker"};
constexpr std::array<std::string_view, 2> event_format_names{"batch", "cloudevents"};
constexpr std::array<std::string_view, 2> compression_names{"auto", "off"};
constexpr std::array<std::string_view, 4> log_level_names{"debug", "info", "warn", "error"};
constexpr std::array<std::string_view, 2> log_format_names{"text", "json"};
constexpr std::array<std::string_view, 5> device_kind_names{"serial", "tcp", "fd", "evdev",
                                                            "hid_pos"};
constexpr std::array<std::string_view, 3> unknown_names{"hash", "keep", "drop"};
constexpr std::array<std::string_view, 3> printer_kind_names{"tcp", "serial", "file"};
constexpr std::array<std::string_view, 2> day_close_names{"auto", "manual"};

Names names_of(VersionChoice) {
    return version_names;
}
Names names_of(AcknowledgeChoice) {
    return acknowledge_names;
}
Names names_of(FormatChoice) {
    return event_format_names;
}
Names names_of(CompressionChoice) {
    return compression_names;
}
Names names_of(LogLevel) {
    return log_level_names;
}
Names names_of(LogFormat) {
    return log_format_names;
}
Names names_of(DeviceKind) {
    return device_kind_names;
}
Names names_of(PrinterKind) {
    return printer_kind_names;
}
Names names_of(DayCloseChoice) {
    return day_close_names;
}
Names names_of(UnknownChoice) {
    return unknown_names;
}

// TOML's basic strings are JSON's, but that DEL must be escaped too.
std::string quoted(std::string_view text) {
    std::string json;
    append_json_string(json, text);
    std::string toml;
    for (const char c : json) {
        if (c == '\x7f') {
            toml += "\\u007F";
        } else {
            toml += c;
        }
    }
    return toml;
}

std::string listed(std::span<const std::string> texts) {
    std::string out = "[";
    for (const auto& text : texts) {
        if (out.size() > 1) out += ", ";
        out += quoted(text);
    }
    return out + "]";
}

template <class Enum>
std::string choices_of(Enum) {
    std::string out;
    for (const auto name : names_of(Enum{})) {
        if (!out.empty()) out += ", ";
        out += quoted(name);
    }
    return out;
}

// Printing, one overload a type.

std::string text_of(bool value) {
    return value ? "true" : "false";
}
std::string text_of(std::int64_t value) {
    return std::to_string(value);
}
std::string text_of(const std::string& value) {
    return value;
}
std::string text_of(Millis value) {
    return format_duration(value);
}
std::string text_of(std::uint64_t value) {
    return format_size(value);
}
std::string text_of(std::chrono::minutes value) {
    return format_utc_offset(value);
}
template <class Enum>
requires std::is_enum_v<Enum> std::string text_of(Enum value) {
    return std::string(names_of(value)[static_cast<std::size_t>(value)]);
}

// What is expected, one overload a type.

template <class T>
std::string between(const Rule& rule) {
    const auto bound = [](std::int64_t number) { return text_of(static_cast<T>(number)); };
    return "from " + bound(rule.min) + " to " + bound(rule.max);
}

std::string expect(bool, const Rule&) {
    return "true or false";
}
std::string expect(std::int64_t, const Rule& rule) {
    if (!rule.form.empty()) return std::string(rule.form) + " " + between<std::int64_t>(rule);
    return "a whole number " + between<std::int64_t>(rule);
}
std::string expect(const std::string&, const Rule& rule) {
    return rule.form.empty() ? "text" : "text: " + std::string(rule.form);
}
std::string expect(const Texts&, const Rule& rule) {
    return "a list of " + std::to_string(rule.min) + " to " + std::to_string(rule.max) +
           " texts, each " + std::string(rule.form);
}
std::string expect(Millis, const Rule& rule) {
    return "a duration such as \"30s\", " + between<Millis>(rule);
}
std::string expect(std::uint64_t, const Rule& rule) {
    return "a size such as \"64KiB\", " + between<std::uint64_t>(rule);
}
std::string expect(std::chrono::minutes, const Rule& rule) {
    return "an offset such as \"+08:00\", " + between<std::chrono::minutes>(rule);
}
template <class Enum>
requires std::is_enum_v<Enum> std::string expect(Enum, const Rule&) {
    return "one of " + choices_of(Enum{});
}

// Reading, one overload a type: true when the value was taken.

bool within(std::int64_t number, const Rule& rule) {
    return number >= rule.min && number <= rule.max && (!rule.allows || rule.allows(number));
}

// Empty says "not set" where a setting may be left out. A scanner's marks are control characters,
// so what a text may hold is the rule's business.
bool fits(const std::string& text, const Rule& rule) {
    if (text.size() > config_text_bytes_max) return false;
    if (text.empty()) return !rule.required;
    return !rule.fits || rule.fits(text);
}

bool read(bool& place, const Rule&, const Written& written) {
    const bool* value = std::get_if<bool>(&written);
    if (value) place = *value;
    return value != nullptr;
}

bool read(std::int64_t& place, const Rule& rule, const Written& written) {
    const auto* value = std::get_if<std::int64_t>(&written);
    if (!value || !within(*value, rule)) return false;
    place = *value;
    return true;
}

bool read(std::string& place, const Rule& rule, const Written& written) {
    const auto* value = std::get_if<std::string>(&written);
    if (!value || !fits(*value, rule)) return false;
    place = *value;
    return true;
}

bool read(Texts& place, const Rule& rule, const Written& written) {
    const auto* value = std::get_if<Texts>(&written);
    if (!value || !within(static_cast<std::int64_t>(value->size()), rule)) return false;
    const auto fine = [&](const std::string& text) { return !text.empty() && fits(text, rule); };
    if (!std::ranges::all_of(*value, fine)) return false;
    place = *value;
    return true;
}

// A value that is written as text and is a bounded number underneath.
template <class T>
bool read_number(T& place, const Rule& rule, const Result<T>& value, std::int64_t number) {
    if (!value || !within(number, rule)) return false;
    place = *value;
    return true;
}

bool read(Millis& place, const Rule& rule, const Written& written) {
    const auto* text = std::get_if<std::string>(&written);
    if (!text) return false;
    const auto value = parse_duration(*text);
    return read_number(place, rule, value, value ? value->count() : 0);
}

bool read(std::uint64_t& place, const Rule& rule, const Written& written) {
    const auto* text = std::get_if<std::string>(&written);
    if (!text) return false;
    const auto value = parse_size(*text);
    return read_number(place, rule, value, value ? static_cast<std::int64_t>(*value) : 0);
}

bool read(std::chrono::minutes& place, const Rule& rule, const Written& written) {
    const auto* text = std::get_if<std::string>(&written);
    if (!text) return false;
    const auto value = parse_utc_offset(*text);
    return read_number(place, rule, value, value ? value->count() : 0);
}

template <class Enum>
requires std::is_enum_v<Enum>
bool read(Enum& place, const Rule&, const Written& written) {
    const auto* text = std::get_if<std::string>(&written);
    if (!text) return false;
    const Names names = names_of(place);
    const auto found = std::ranges::find(names, std::string_view(*text));
    if (found == names.end()) return false;
    place = static_cast<Enum>(found - names.begin());
    return true;
}

// What was got instead.

constexpr std::size_t shown_bytes_max = 60;

// A URL may have been given a password where none may stand; it must not reach a log.
void mask_password(std::string& text) {
    const auto scheme = text.find("://");
    const auto at = text.rfind('@');
    if (scheme == std::string::npos || at == std::string::npos || at < scheme + 3) return;
    text.replace(scheme + 3, at - scheme - 3, "***");
}

void shorten(std::string& text) {
    if (text.size() <= shown_bytes_max) return;
    std::size_t end = shown_bytes_max;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
    text.replace(end, std::string::npos, "...");
}

struct Got {
    const Rule& rule;

    std::string operator()(const Unfit& value) const { return value.kind; }
    std::string operator()(bool value) const { return text_of(value); }
    std::string operator()(std::int64_t value) const { return text_of(value); }
    std::string operator()(const std::string& value) const { return shown(value); }
    // The item that is wrong if one is, else how many there are.
    std::string operator()(const Texts& value) const {
        for (const auto& text : value) {
            if (text.empty() || !fits(text, rule)) return "a list with " + shown(text);
        }
        return "a list of " + std::to_string(value.size());
    }
};

}  // namespace

Written written_from_text(const Slot& slot, std::string_view text) {
    if (std::holds_alternative<bool*>(slot) && (text == "true" || text == "false")) {
        return text == "true";
    }
    if (std::holds_alternative<std::int64_t*>(slot)) {
        std::int64_t number = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (error == std::errc{} && end == text.data() + text.size()) return number;
    }
    if (!is_utf8(text)) return Unfit{"text that is not UTF-8"};
    if (!std::holds_alternative<Texts*>(slot)) return std::string(text);
    Texts list;
    while (!text.empty()) {
        auto item = text.substr(0, text.find(','));
        text.remove_prefix(std::min(item.size() + 1, text.size()));
        while (item.starts_with(' ')) item.remove_prefix(1);
        while (item.ends_with(' ')) item.remove_suffix(1);
        list.emplace_back(item);
    }
    return list;
}

Result<void> assign(const Slot& slot, const Rule& rule, const Written& written) {
    const bool taken = std::visit([&](auto* place) { return read(*place, rule, written); }, slot);
    if (taken) return {};
    return Error(Errc::invalid,
                 "got " + std::visit(Got{rule}, written) + ", expected " + expected(slot, rule));
}

std::string expected(const Slot& slot, const Rule& rule) {
    return std::visit([&](auto* place) { return expect(*place, rule); }, slot);
}

std::string shown(std::string_view text) {
    std::string out(text);
    mask_password(out);
    shorten(out);
    out = quoted(out);
    // JSON leaves some characters as they are that a terminal obeys.
    return is_plain_text(out) ? out : "text with control characters";
}

std::string print_value(const Slot& slot) {
    return std::visit(
        [](auto* place) -> std::string {
            using T = std::remove_pointer_t<decltype(place)>;
            if constexpr (std::is_same_v<T, Texts>) {
                return listed(*place);
            } else if constexpr (std::is_same_v<T, bool> || std::is_same_v<T, std::int64_t>) {
                return text_of(*place);
            } else {
                return quoted(text_of(*place));
            }
        },
        slot);
}

void write_value(const Slot& slot, JsonWriter& json) {
    std::visit(
        [&](auto* place) {
            using T = std::remove_pointer_t<decltype(place)>;
            if constexpr (std::is_same_v<T, Texts>) {
                json.begin_array();
                for (const auto& text : *place) json.value(text);
                json.end_array();
            } else if constexpr (std::is_same_v<T, bool> || std::is_same_v<T, std::int64_t>) {
                json.value(*place);
            } else {
                json.value(text_of(*place));
            }
        },
        slot);
}

Result<std::chrono::minutes> parse_utc_offset(std::string_view text) {
    const Error unfit(Errc::invalid, "not an offset such as +08:00");
    const bool shaped = text.size() == 6 && (text[0] == '+' || text[0] == '-') && text[3] == ':';
    if (!shaped) return unfit;
    int hours = 0;
    int minutes = 0;
    const auto number = [](std::string_view digits, int& value) {
        const char* end = digits.data() + digits.size();
        return digits[0] != '-' && std::from_chars(digits.data(), end, value).ptr == end;
    };
    if (!number(text.substr(1, 2), hours) || !number(text.substr(4, 2), minutes)) return unfit;
    if (minutes > 59) return unfit;
    const std::chrono::minutes offset{hours * 60 + minutes};
    return text[0] == '-' ? -offset : offset;
}

std::string format_utc_offset(std::chrono::minutes offset) {
    const auto two = [](std::int64_t number) {
        return std::string(number < 10 ? "0" : "") + std::to_string(number);
    };
    const std::int64_t minutes = std::abs(offset.count());
    return (offset.count() < 0 ? "-" : "+") + two(minutes / 60) + ":" + two(minutes % 60);
}

}  // namespace aisle
