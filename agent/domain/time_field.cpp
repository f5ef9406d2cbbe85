// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/time_field.hpp"

#include "agent/base/limits.hpp"

namespace aisle {
namespace {

WallTime taken(Fields& fields, std::string_view key, std::string_view text) {
    const auto time = parse_rfc3339(text);
    if (time) return *time;
    fields.fail(key, "bad_time", time.error().what());
    return {};
}

}  // namespace

WallTime read_time(Fields& fields, std::string_view key) {
    return taken(fields, key, fields.text(key, name_bytes_max));
}

std::optional<WallTime> read_time_if(Fields& fields, std::string_view key) {
    const auto text = fields.text_if(key, name_bytes_max);
    return text ? std::optional(taken(fields, key, *text)) : std::nullopt;
}

}  // namespace aisle
