// SPDX-License-Identifier: Apache-2.0
// The messages of central to a device.
#include "agent/base/limits.hpp"
#include "sync/wire.hpp"
#include "sync/wire_parts.hpp"

namespace aisle {
namespace {

constexpr std::size_t groups_max = 2;

void write_lane(JsonWriter& json, std::string_view name, const LaneWelcome& lane) {
    json.key(name).begin_object().member("committed", lane.committed.value());
    json.member("id", to_string(lane.id)).member("forked", lane.forked).end_object();
}

LaneWelcome read_lane_welcome(Fields& outer, std::string_view name) {
    Fields fields(outer.object(name), outer.pointer_to(name));
    LaneWelcome lane;
    lane.committed = read_seq(fields, "committed");
    lane.id = read_event_id(fields, "id");
    lane.forked = fields.flag_or("forked", false);
    outer.adopt(fields.done());
    return lane;
}

void read_pace(Fields& outer, Pace& pace) {
    const Json* told = outer.object_if("pace");
    if (!told) return;
    Fields fields(*told, "/pace");
    pace.events_per_second = fields.integer_if("events_per_second", {1});
    pace.window = fields.integer_if("window", {1, window_batches_max});
    outer.adopt(fields.done());
}

PageEntry read_page_entry(Fields& outer, const Json& item, std::string_view text,
                          std::size_t index) {
    Fields fields(item, "/entries/" + std::to_string(index));
    PageEntry entry;
    entry.cursor = read_number<CursorTag>(fields, "cursor");
    const auto op = fields.text("op", 8);
    entry.put = op == "put";
    if (!entry.put && op != "remove") fields.fail("op", "bad_op", "put or remove is needed here");
    entry.key = fields.text("key", feed_key_bytes_max);
    if (entry.put) {
        const Json& body = fields.object("body");
        if (fields.fine()) entry.body = std::string(body.slice(text));
        if (entry.body.size() > feed_body_bytes_max) {
            fields.fail("body", "too_long", "a body has at most 16 KiB");
        }
    }
    outer.adopt(fields.done());
    return entry;
}

AskError read_ask_error(Fields& outer, const Json& told) {
    Fields fields(told, "/error");
    AskError error;
    error.code = read_kind(fields, "code");
    error.what = fields.text("what", ask_error_bytes_max);
    outer.adopt(fields.done());
    return error;
}

// Cursors rise from `after`, and none is past the head.
void check_cursors(Fields& fields, const Page& page) {
    Cursor before = page.after;
    for (const auto& entry : page.entries) {
        if (entry.cursor <= before || entry.cursor > page.head) {
            fields.fail("entries", "bad_cursor", "the cursors do not rise from after to head");
            return;
        }
        before = entry.cursor;
    }
}

}  // namespace

std::string encode(const Welcome& message) {
    std::string text;
    JsonWriter json(text);
    begin_message(json).member("nonce", to_hex(message.nonce));
    json.member("incarnation", to_hex(message.incarnation)).member("wall", micros(message.wall));
    json.key("epochs").begin_array();
    for (const auto& epoch : message.epochs) {
        json.begin_object().member("epoch", to_hex(epoch.epoch));
        write_lane(json, "ledger", epoch.ledger);
        write_lane(json, "touch", epoch.touch);
        json.end_object();
    }
    json.end_array().key("feeds").begin_array();
    for (const auto& feed : message.feeds) {
        json.begin_object().member("feed", feed.feed).member("scope", feed.scope);
        json.member("generation", feed.generation.value()).member("head", feed.head.value());
        json.end_object();
    }
    json.end_array();
    write_words(json, "encodings", message.encodings);
    if (message.dictionary != 0) json.member("dictionary", message.dictionary);
    json.key("pace").begin_object();
    if (message.pace.events_per_second) {
        json.member("events_per_second", *message.pace.events_per_second);
    }
    if (message.pace.window) json.member("window", *message.pace.window);
    json.end_object();
    if (message.message_bytes_max) json.member("message_bytes_max", *message.message_bytes_max);
    json.member_if("store", message.store);
    write_words(json, "groups", message.groups);
    json.member("holder", message.holder).end_object();
    return text;
}

Result<Welcome> decode_welcome(std::string_view text) {
    TRY(const auto json, parse_message(text));
    Fields fields(json);
    Welcome welcome;
    welcome.nonce = read_hex_id<Nonce>(fields, "nonce");
    welcome.incarnation = read_hex_id<Incarnation>(fields, "incarnation");
    welcome.wall = WallTime{Micros{fields.integer("wall")}};
    std::size_t index = 0;
    for (const auto& item : fields.array("epochs", epochs_max)) {
        Fields epoch(item, "/epochs/" + std::to_string(index++));
        EpochWelcome& told = welcome.epochs.emplace_back();
        told.epoch = read_hex_id<Epoch>(epoch, "epoch");
        told.ledger = read_lane_welcome(epoch, "ledger");
        told.touch = read_lane_welcome(epoch, "touch");
        fields.adopt(epoch.done());
    }
    index = 0;
    for (const auto& item : fields.array_if("feeds", feeds_max)) {
        Fields feed(item, "/feeds/" + std::to_string(index++));
        FeedHead& told = welcome.feeds.emplace_back();
        told.feed = read_name(feed, "feed");
        told.scope = read_name(feed, "scope");
        told.generation = read_number<GenerationTag>(feed, "generation");
        told.head = read_number<CursorTag>(feed, "head");
        fields.adopt(feed.done());
    }
    welcome.encodings = read_words(fields, "encodings", 8);
    welcome.dictionary =
        static_cast<std::uint32_t>(fields.integer_if("dictionary", {0, 0xffff'ffff}).value_or(0));
    read_pace(fields, welcome.pace);
    welcome.message_bytes_max = fields.integer_if("message_bytes_max", {1024});
    welcome.store = fields.text_if("store", name_bytes_max).value_or("");
    welcome.groups = read_words(fields, "groups", groups_max);
    welcome.holder = fields.integer_if("holder", {0, 0xffff'ffff}).value_or(0);
    TRY(fields.done());
    return welcome;
}

std::string encode(const Ack& message) {
    std::string text;
    JsonWriter json(text);
    begin_message(json).member("nonce", to_hex(message.nonce));
    json.member("incarnation", to_hex(message.incarnation)).member("epoch", to_hex(message.epoch));
    json.member("lane", to_string(message.lane)).member("committed", message.committed.value());
    json.member("id", to_string(message.id)).member("forked", message.forked).end_object();
    return text;
}

Result<Ack> decode_ack(std::string_view text) {
    TRY(const auto json, parse_message(text));
    Fields fields(json);
    Ack ack;
    ack.nonce = read_hex_id<Nonce>(fields, "nonce");
    ack.incarnation = read_hex_id<Incarnation>(fields, "incarnation");
    ack.epoch = read_hex_id<Epoch>(fields, "epoch");
    ack.lane = read_lane(fields);
    ack.committed = read_seq(fields, "committed");
    ack.id = read_event_id(fields, "id");
    ack.forked = fields.flag_or("forked", false);
    TRY(fields.done());
    return ack;
}

std::string encode(const Page& message) {
    std::string text;
    JsonWriter json(text);
    begin_message(json).member("feed", message.feed).member("scope", message.scope);
    json.member("generation", message.generation.value()).member("after", message.after.value());
    json.member("head", message.head.value()).member("last", message.last);
    json.key("entries").begin_array();
    for (const auto& entry : message.entries) {
        json.begin_object().member("cursor", entry.cursor.value());
        json.member("op", entry.put ? "put" : "remove").member("key", entry.key);
        if (entry.put) json.raw_member("body", entry.body);
        json.end_object();
    }
    json.end_array().end_object();
    return text;
}

Result<Page> decode_page(std::string_view text) {
    TRY(const auto json, parse_message(text));
    Fields fields(json);
    Page page;
    page.feed = read_name(fields, "feed");
    page.scope = read_name(fields, "scope");
    page.generation = read_number<GenerationTag>(fields, "generation");
    page.after = read_number<CursorTag>(fields, "after");
    page.head = read_number<CursorTag>(fields, "head");
    page.last = fields.flag_or("last", false);
    std::size_t index = 0;
    for (const auto& item : fields.array("entries", page_entries_max)) {
        page.entries.push_back(read_page_entry(fields, item, text, index++));
    }
    check_cursors(fields, page);
    TRY(fields.done());
    return page;
}

std::string encode(const AskAnswer& message) {
    std::string text;
    JsonWriter json(text);
    begin_message(json).member("id", to_string(message.id));
    json.member("incarnation", to_hex(message.incarnation));
    if (message.error) {
        json.key("error").begin_object().member("code", message.error->code);
        json.member("what", message.error->what).end_object();
    } else {
        json.raw_member("body", message.body);
    }
    json.end_object();
    return text;
}

Result<AskAnswer> decode_ask_answer(std::string_view text) {
    TRY(const auto json, parse_message(text));
    Fields fields(json);
    AskAnswer answer;
    answer.id = read_message_id(fields);
    answer.incarnation = read_hex_id<Incarnation>(fields, "incarnation");
    if (const Json* error = fields.object_if("error")) {
        if (fields.object_if("body")) {
            fields.fail("error", "not_both", "an answer has a body or an error");
        }
        answer.error = read_ask_error(fields, *error);
    } else {
        answer.body = read_body(fields, text);
    }
    TRY(fields.done());
    return answer;
}

std::string encode(const Command& message) {
    std::string text;
    JsonWriter json(text);
    begin_message(json).member("id", to_string(message.id));
    json.member("incarnation", to_hex(message.incarnation)).member("kind", message.kind);
    json.raw_member("body", message.body).end_object();
    return text;
}

Result<Command> decode_command(std::string_view text) {
    TRY(const auto json, parse_message(text));
    Fields fields(json);
    Command command;
    command.id = read_message_id(fields);
    command.incarnation = read_hex_id<Incarnation>(fields, "incarnation");
    command.kind = read_kind(fields, "kind");
    command.body = read_body(fields, text);
    TRY(fields.done());
    return command;
}

}  // namespace aisle
