// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/free_text.hpp"

#include "agent/base/utf8.hpp"

#include <algorithm>

namespace aisle {
namespace {

std::string checked(Fields& fields, std::string_view key, std::string_view text) {
    if (!is_plain_text(text)) fields.fail(key, "bad_text", "control characters are not text");
    return std::string(text);
}

}  // namespace

std::string plain_text(Fields& fields, std::string_view key, std::size_t bytes_max) {
    return checked(fields, key, fields.text(key, bytes_max));
}

std::string plain_text_if(Fields& fields, std::string_view key, std::size_t bytes_max) {
    return checked(fields, key, fields.text_if(key, bytes_max).value_or(std::string_view{}));
}

std::string note_if(Fields& fields, std::string_view key, std::size_t bytes_max) {
    const std::string note(fields.text_if(key, bytes_max).value_or(std::string_view{}));
    std::string without_breaks = note;
    std::erase_if(without_breaks, [](char c) { return c == '\n' || c == '\r' || c == '\t'; });
    checked(fields, key, without_breaks);
    return note;
}

}  // namespace aisle
