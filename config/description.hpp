// SPDX-License-Identifier: Apache-2.0
// The one description of every setting: its name, its place in Config, what it may hold and what
// it means. Parsing, printing, checking and the reference table walk these rows; a setting that is
// not here does not exist, and a new one is one line in config.hpp and one row here.
// Constant data; any thread.
#pragma once

#include "config/config.hpp"

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace aisle {

using Texts = std::vector<std::string>;

// Where a setting stands in a Config; its type decides how it is read and printed.
using Slot = std::variant<bool*, std::int64_t*, std::string*, Texts*, Millis*, std::uint64_t*,
                          std::chrono::minutes*, VersionChoice*, AcknowledgeChoice*, FormatChoice*,
                          CompressionChoice*, LogLevel*, LogFormat*, DeviceKind*, UnknownChoice*,
                          PrinterKind*, DayCloseChoice*>;

// What a setting may hold beyond what its type says. The bounds count the number itself,
// milliseconds, bytes, or the items of a list; nothing else has bounds.
struct Rule {
    bool required = false;
    std::string_view form = {};                // of a text, or of each text of a list
    bool (*fits)(std::string_view) = nullptr;  // whether a text has that form
    bool (*allows)(std::int64_t) = nullptr;    // which numbers between the bounds; see form
    std::int64_t min = 0;
    std::int64_t max = std::numeric_limits<std::int64_t>::max();
};

template <class Owner>
struct Key {
    std::string_view path;  // "broker.keep_alive"; of a device, the bare name
    std::string_view about;
    Rule rule;
    Slot (*slot)(Owner& owner);

    std::string_view section() const { return path.substr(0, path.find('.')); }
    std::string_view name() const { return path.substr(path.find('.') + 1); }
};

std::span<const Key<Config>> config_keys();

// What there may be several of: [[device]], each with the same keys.
template <class Item>
struct List {
    std::string_view name;
    std::string_view what;  // "devices", for messages
    std::vector<Item> Config::*items;
    std::span<const Key<Item>> keys;
    std::size_t max;
};

List<DeviceConfig> device_list();
List<CodeConfig> code_list();
List<MeasureConfig> measure_list();
List<TapConfig> tap_list();
List<JournalConfig> journal_list();
List<PrinterConfig> printer_list();

// "device[2]"
template <class Item>
std::string path_of(const List<Item>& list, std::size_t i) {
    return std::string(list.name) + "[" + std::to_string(i) + "]";
}

template <class Visit>
void each_list(Visit visit) {
    visit(device_list());
    visit(code_list());
    visit(measure_list());
    visit(tap_list());
    visit(journal_list());
    visit(printer_list());
}

}  // namespace aisle
