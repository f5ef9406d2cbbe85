// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/caller_id.hpp"

#include "agent/base/limits.hpp"
#include "agent/domain/free_text.hpp"

#include <algorithm>

namespace aisle {
namespace {

// Of text that is UTF-8: a byte that goes on with a character begins none.
std::size_t characters_in(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned>(c) & 0xC0U) != 0x80;
    }));
}

}  // namespace

std::string caller_id_if(Fields& fields, std::string_view key) {
    const auto text = fields.text_if(key, http_body_bytes_max);
    if (!text) return {};
    if (text->empty()) {
        fields.fail(key, "empty", "an id has at least one character; without one, leave it out");
    } else if (characters_in(*text) > caller_id_characters_max) {
        fields.fail(key, "too_long",
                    "longer than " + std::to_string(caller_id_characters_max) + " characters");
    }
    return plain_text_if(fields, key, http_body_bytes_max);
}

}  // namespace aisle
