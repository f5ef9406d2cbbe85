// SPDX-License-Identifier: Apache-2.0
#include "sync/wire_parts.hpp"

#include "agent/base/limits.hpp"
#include "agent/base/zstd_frame.hpp"
#include "sync/wire_dictionary.hpp"

#include <algorithm>

namespace aisle {
namespace {

bool plain_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
}

}  // namespace

JsonWriter& begin_message(JsonWriter& json) {
    return json.begin_object().member("v", protocol_version);
}

Result<Json> parse_message(std::string_view text, JsonBounds bounds) {
    TRY(auto message, Json::parse(text, bounds));
    Fields fields(message);
    if (const auto version = fields.integer("v"); fields.fine() && version != protocol_version) {
        fields.fail("v", "unknown_version",
                    "protocol version " + std::to_string(version) + " is not known here");
    }
    TRY(fields.done());
    return message;
}

Seq read_seq(Fields& fields, std::string_view key) {
    return Seq(
        static_cast<std::uint64_t>(fields.integer(key, {0, static_cast<std::int64_t>(seq_max)})));
}

EventId read_event_id(Fields& fields, std::string_view key) {
    const auto text = fields.text(key, 36);
    const auto id = parse_event_id(text);
    if (!id && !text.empty()) fields.fail(key, "bad_id", "a UUID is needed here");
    return id ? *id : EventId{};
}

std::optional<EventId> read_event_id_if(Fields& fields, std::string_view key) {
    if (!fields.text_if(key, 36)) return std::nullopt;
    return read_event_id(fields, key);
}

EventId read_message_id(Fields& fields) {
    const auto id = read_event_id(fields, "id");
    if (fields.fine() && id.none()) fields.fail("id", "bad_id", "zeros name nothing");
    return id;
}

Lane read_lane(Fields& fields) {
    const auto text = fields.text("lane", 8);
    const auto lane = parse_lane(text);
    if (!lane && !text.empty()) fields.fail("lane", "bad_lane", "ledger or touch is needed here");
    return lane ? *lane : Lane::ledger;
}

std::optional<Digest> read_digest_if(Fields& fields, std::string_view key) {
    const auto text = fields.text_if(key, 64);
    if (!text) return std::nullopt;
    Digest digest;
    for (std::size_t half = 0; half < 2; ++half) {
        const auto bytes =
            text->size() == 64
                ? parse_hex128(text->substr(half * 32, 32))
                : Result<std::array<std::uint8_t, 16>>(Error(Errc::invalid, "not 64 hex digits"));
        if (!bytes) {
            fields.fail(key, "bad_digest", "64 hex digits are needed here");
            return std::nullopt;
        }
        std::copy(bytes->begin(), bytes->end(),
                  digest.bytes.begin() + static_cast<std::ptrdiff_t>(half * 16));
    }
    return digest;
}

std::string read_name(Fields& fields, std::string_view key) {
    const auto text = fields.text(key, name_bytes_max);
    const bool plain = std::all_of(text.begin(), text.end(), plain_character);
    if (!plain) fields.fail(key, "bad_name", "only a-z, 0-9 and - may stand here");
    return std::string(text);
}

std::string read_kind(Fields& fields, std::string_view key) {
    const auto text = fields.text(key, name_bytes_max);
    const bool plain = std::all_of(text.begin(), text.end(), [](char c) {
        return plain_character(c) || c == '.' || c == '_';
    });
    if (!plain) fields.fail(key, "bad_name", "only a-z, 0-9, dots, - and _ may stand here");
    return std::string(text);
}

std::string read_body(Fields& fields, std::string_view text) {
    const Json& body = fields.object("body");
    if (!fields.fine()) return {};
    const auto said = body.slice(text);
    if (said.size() > ask_body_bytes_max) {
        fields.fail("body", "too_long", "a body has at most 16 KiB");
        return {};
    }
    return std::string(said);
}

std::vector<std::string> read_words(Fields& fields, std::string_view key, std::size_t items_max) {
    std::vector<std::string> words;
    for (const auto& item : fields.array_if(key, items_max)) {
        const auto word = item.string();
        if (!word || word->empty() || word->size() > name_bytes_max) {
            fields.fail(key, "wrong_type", "a list of short strings is needed here");
            return {};
        }
        words.emplace_back(*word);
    }
    return words;
}

void write_words(JsonWriter& json, std::string_view key, const std::vector<std::string>& words) {
    json.key(key).begin_array();
    for (const auto& word : words) json.value(word);
    json.end_array();
}

Result<std::string> unpack(std::string_view payload) {
    if (payload.size() > message_in_bytes_max) {
        return Error(Errc::too_large, "the message is larger than " +
                                          std::to_string(message_in_bytes_max) + " bytes");
    }
    if (!is_zstd_frame(payload)) return std::string(payload);
    return zstd_decompress(payload, message_in_bytes_max,
                           wire_dictionary(zstd_dictionary_of(payload)));
}

}  // namespace aisle
