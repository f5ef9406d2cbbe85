// SPDX-License-Identifier: Apache-2.0
// One setting's value: from what was written to its place in a Config, and back to text. What is
// expected is said in one sentence, which errors and the reference table share. Pure; any thread.
#pragma once

#include "agent/base/json_writer.hpp"
#include "agent/base/result.hpp"
#include "config/description.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

namespace aisle {

// What no setting may hold: its kind, e.g. "a date".
struct Unfit {
    std::string kind;
};
using Written = std::variant<Unfit, bool, std::int64_t, std::string, Texts>;

// What an override's text means for a setting of this type: a list is parted by commas.
Written written_from_text(const Slot& slot, std::string_view text);

// Errors: invalid, "got 30, expected a duration such as "30s", from 5s to 1h".
Result<void> assign(const Slot& slot, const Rule& rule, const Written& written);

// "a duration such as "30s", from 5s to 1h"
std::string expected(const Slot& slot, const Rule& rule);

// What somebody wrote, for a message: in quotes, on one line, short, without the password of a URL.
std::string shown(std::string_view text);

// As TOML, e.g. "30s" in its quotes.
std::string print_value(const Slot& slot);
// Durations and sizes as the text a person would write.
void write_value(const Slot& slot, JsonWriter& json);

// "+08:00". Errors: invalid.
Result<std::chrono::minutes> parse_utc_offset(std::string_view text);
std::string format_utc_offset(std::chrono::minutes offset);

}  // namespace aisle
