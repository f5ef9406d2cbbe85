// SPDX-License-Identifier: Apache-2.0
// What the messages have in common: how ids, lanes, clocks and names stand in JSON. Pure.
#pragma once

#include "agent/base/crypto/sha256.hpp"
#include "agent/base/ids.hpp"
#include "agent/base/json_fields.hpp"
#include "agent/base/json_writer.hpp"
#include "agent/base/strong.hpp"
#include "sync/wire.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {

inline constexpr std::int64_t protocol_version = 1;

// Begins a message: {"v":1
JsonWriter& begin_message(JsonWriter& json);
// Parses a message and checks its version.
Result<Json> parse_message(std::string_view text, JsonBounds bounds = {});

template <class Tag>
Strong<Tag> read_number(Fields& fields, std::string_view key) {
    return Strong<Tag>(static_cast<std::uint64_t>(fields.integer(key)));
}
Seq read_seq(Fields& fields, std::string_view key);

template <class Id>
Id read_hex_id(Fields& fields, std::string_view key) {
    const auto text = fields.text(key, 32);
    auto id = parse_id<Id>(text);
    if (!id && !text.empty()) fields.fail(key, "bad_id", "32 hex digits are needed here");
    return id ? *id : Id{};
}

EventId read_event_id(Fields& fields, std::string_view key);
std::optional<EventId> read_event_id_if(Fields& fields, std::string_view key);
// The "id" by which a message is known: zeros name none.
EventId read_message_id(Fields& fields);
Lane read_lane(Fields& fields);
std::optional<Digest> read_digest_if(Fields& fields, std::string_view key);
// fleet, group-NAME, store-NAME, device-NAME; or a feed's name: lower-case letters, digits, dashes.
std::string read_name(Fields& fields, std::string_view key);
// What is asked for or told, "coupon.reserve": lower-case letters, digits, dots, dashes, low lines.
std::string read_kind(Fields& fields, std::string_view key);
// What a question, an answer or a command says: an object, byte for byte as it stands in `text`.
std::string read_body(Fields& fields, std::string_view text);
std::vector<std::string> read_words(Fields& fields, std::string_view key, std::size_t items_max);
void write_words(JsonWriter& json, std::string_view key, const std::vector<std::string>& words);

}  // namespace aisle
