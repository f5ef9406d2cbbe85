// SPDX-License-Identifier: Apache-2.0
// The messages of a device to central.
#include "agent/base/limits.hpp"
#include "agent/base/text.hpp"
#include "sync/wire.hpp"
#include "sync/wire_parts.hpp"

#include <array>
#include <cstdio>

namespace aisle {
namespace {

// {"v":1,"epoch":…,"lane":…,"entries":[{"event":{…}}]}: what an event contains is checked, not
// kept.
constexpr JsonBounds batch_bounds{32, 3};

std::string_view to_string(Presence presence) {
    switch (presence) {
        case Presence::online:
            return "online";
        case Presence::offline:
            return "offline";
        case Presence::lost:
            return "lost";
    }
    return "lost";
}

void write_lane(JsonWriter& json, std::string_view name, const LaneHello& lane) {
    json.key(name).begin_object();
    json.member("first", lane.first.value()).member("next", lane.next.value());
    json.member("acked", lane.acked.value()).member("id", to_string(lane.acked_id));
    json.end_object();
}

LaneHello read_lane_hello(Fields& outer, std::string_view name) {
    Fields fields(outer.object(name), outer.pointer_to(name));
    LaneHello lane;
    lane.first = read_seq(fields, "first");
    lane.next = read_seq(fields, "next");
    lane.acked = read_seq(fields, "acked");
    lane.acked_id = read_event_id(fields, "id");
    if (fields.fine() && (lane.first.none() || lane.first > lane.next || lane.acked >= lane.next)) {
        fields.fail("", "bad_numbers", "first, acked and next do not fit together");
    }
    outer.adopt(fields.done());
    return lane;
}

ClockQuality read_quality(Fields& fields) {
    const auto text = fields.text("quality", 16);
    for (const auto quality : {ClockQuality::synced, ClockQuality::holdover, ClockQuality::bounded,
                               ClockQuality::unset}) {
        if (to_string(quality) == text) return quality;
    }
    return ClockQuality::unset;
}

void write_gap(JsonWriter& json, const Gap& gap, Lane lane) {
    json.begin_object().member("first", gap.first.value()).member("last", gap.last.value());
    json.member("reason", gap.reason).member("id", to_string(gap.id));
    if (lane == Lane::ledger) json.member("chain", to_hex(gap.chain.view()));
    if (gap.origin_epoch) {
        json.member("origin_epoch", to_hex(*gap.origin_epoch));
        json.member("origin_first", gap.origin_first.value());
    }
    json.end_object();
}

Gap read_gap(Fields& outer, const Json& item, std::size_t index) {
    Fields fields(item, outer.pointer_to("gaps") + "/" + std::to_string(index));
    Gap gap;
    gap.first = read_seq(fields, "first");
    gap.last = read_seq(fields, "last");
    gap.reason = read_name(fields, "reason");
    gap.id = read_event_id(fields, "id");
    gap.chain = read_digest_if(fields, "chain").value_or(Digest{});
    if (fields.text_if("origin_epoch", 32)) {
        gap.origin_epoch = read_hex_id<Epoch>(fields, "origin_epoch");
        gap.origin_first = read_seq(fields, "origin_first");
    }
    outer.adopt(fields.done());
    return gap;
}

BatchEntry read_entry(Fields& outer, const Json& item, std::string_view text, std::size_t index) {
    Fields fields(item, outer.pointer_to("entries") + "/" + std::to_string(index));
    BatchEntry entry;
    const Json& event = fields.object("event");
    if (fields.fine()) entry.event = std::string(event.slice(text));
    if (entry.event.size() > event_bytes_max) {
        fields.fail("event", "too_long", "an event has at most 48 KiB");
    }
    if (const Json* person = fields.object_if("person")) {
        entry.person = std::string(person->slice(text));
        const auto salt = read_hex_id<Nonce>(fields, "salt");
        entry.salt = std::string(salt.view());
        if (entry.person.size() > person_bytes_max) {
            fields.fail("person", "too_long", "a person part has at most 8 KiB");
        }
    }
    outer.adopt(fields.done());
    return entry;
}

// The gaps must lie in order within first..last, and the entries fill exactly what is left.
void check_cover(Fields& fields, const Batch& batch) {
    if (!fields.fine()) return;
    if (batch.first.none() || batch.last < batch.first) {
        fields.fail("last", "bad_numbers", "first and last do not fit together");
        return;
    }
    std::uint64_t covered = 0;
    Seq after = batch.first.before();
    for (const auto& gap : batch.gaps) {
        if (gap.first <= after || gap.last < gap.first || gap.last > batch.last) {
            fields.fail("gaps", "bad_numbers", "the gaps are out of order or out of the batch");
            return;
        }
        after = gap.last;
        covered += gap.last.value() - gap.first.value() + 1;
    }
    if (covered + batch.entries.size() != batch.last.value() - batch.first.value() + 1) {
        fields.fail("entries", "bad_numbers", "gaps and entries do not add up to first..last");
    }
}

}  // namespace

std::string encode(const Status& message) {
    std::string text;
    JsonWriter json(text);
    begin_message(json).member("presence", to_string(message.presence));
    json.member("version", message.version).end_object();
    return text;
}

Result<Status> decode_status(std::string_view text) {
    TRY(const auto json, parse_message(text));
    Fields fields(json);
    Status status;
    const auto presence = fields.text("presence", 16);
    status.version = fields.text_if("version", name_bytes_max).value_or("");
    TRY(fields.done());
    for (const auto known : {Presence::online, Presence::offline, Presence::lost}) {
        status.presence = known;
        if (to_string(known) == presence) return status;
    }
    return Error(Errc::invalid, "not a presence").coded("bad_presence").placed("/presence");
}

std::string encode(const Hello& message) {
    std::string text;
    JsonWriter json(text);
    begin_message(json).member("nonce", to_hex(message.nonce)).member("agent", message.agent);
    json.key("clock").begin_object().member("wall", micros(message.wall));
    json.member("quality", to_string(message.clock)).member("bootid", message.boot_id);
    json.member("mono", micros(message.mono)).end_object();
    json.key("epochs").begin_array();
    for (const auto& epoch : message.epochs) {
        json.begin_object().member("epoch", to_hex(epoch.epoch)).member("open", epoch.open);
        write_lane(json, "ledger", epoch.ledger);
        write_lane(json, "touch", epoch.touch);
        json.end_object();
    }
    json.end_array().key("feeds").begin_array();
    for (const auto& feed : message.feeds) {
        json.begin_object().member("feed", feed.feed).member("scope", feed.scope);
        json.member("generation", feed.generation.value()).member("cursor", feed.cursor.value());
        json.end_object();
    }
    json.end_array().member_if("config", message.config_version);
    if (message.erase_seq) json.member("erase_seq", *message.erase_seq);
    write_words(json, "encodings", message.encodings);
    json.end_object();
    return text;
}

Result<Hello> decode_hello(std::string_view text) {
    TRY(const auto json, parse_message(text));
    Fields fields(json);
    Hello hello;
    hello.nonce = read_hex_id<Nonce>(fields, "nonce");
    hello.agent = fields.text_if("agent", name_bytes_max).value_or("");
    Fields clock(fields.object("clock"), "/clock");
    hello.wall = WallTime{Micros{clock.integer("wall")}};
    hello.clock = read_quality(clock);
    hello.boot_id = clock.text_if("bootid", name_bytes_max).value_or("");
    hello.mono = MonoTime{Micros{clock.integer("mono")}};
    fields.adopt(clock.done());
    std::size_t index = 0;
    for (const auto& item : fields.array("epochs", epochs_max)) {
        Fields epoch(item, "/epochs/" + std::to_string(index++));
        EpochHello& told = hello.epochs.emplace_back();
        told.epoch = read_hex_id<Epoch>(epoch, "epoch");
        told.open = epoch.flag_or("open", true);
        told.ledger = read_lane_hello(epoch, "ledger");
        told.touch = read_lane_hello(epoch, "touch");
        fields.adopt(epoch.done());
    }
    index = 0;
    for (const auto& item : fields.array_if("feeds", feeds_max)) {
        Fields feed(item, "/feeds/" + std::to_string(index++));
        FeedPosition& told = hello.feeds.emplace_back();
        told.feed = read_name(feed, "feed");
        told.scope = read_name(feed, "scope");
        told.generation = read_number<GenerationTag>(feed, "generation");
        told.cursor = read_number<CursorTag>(feed, "cursor");
        fields.adopt(feed.done());
    }
    hello.config_version = fields.text_if("config", name_bytes_max).value_or("");
    hello.erase_seq = fields.integer_if("erase_seq", {.min = 0});
    hello.encodings = read_words(fields, "encodings", 8);
    TRY(fields.done());
    return hello;
}

std::string encode(const Batch& message) {
    std::string text;
    std::size_t size = batch_frame_bytes;
    for (const auto& entry : message.entries) size += entry.event.size() + entry.person.size() + 80;
    text.reserve(size);
    JsonWriter json(text);
    begin_message(json).member("epoch", to_hex(message.epoch));
    json.member("lane", to_string(message.lane)).member("first", message.first.value());
    json.member("last", message.last.value());
    if (message.before_id) json.member("before_id", to_string(*message.before_id));
    if (message.before_chain) json.member("before_chain", to_hex(message.before_chain->view()));
    json.key("gaps").begin_array();
    for (const auto& gap : message.gaps) write_gap(json, gap, message.lane);
    json.end_array().key("entries").begin_array();
    for (const auto& entry : message.entries) {
        json.begin_object().raw_member("event", entry.event);
        if (!entry.person.empty()) {
            json.raw_member("person", entry.person).member("salt", to_hex(entry.salt));
        }
        json.end_object();
    }
    json.end_array().end_object();
    return text;
}

Result<Batch> decode_batch(std::string_view text) {
    TRY(const auto json, parse_message(text, batch_bounds));
    Fields fields(json);
    Batch batch;
    batch.epoch = read_hex_id<Epoch>(fields, "epoch");
    batch.lane = read_lane(fields);
    batch.first = read_seq(fields, "first");
    batch.last = read_seq(fields, "last");
    batch.before_id = read_event_id_if(fields, "before_id");
    batch.before_chain = read_digest_if(fields, "before_chain");
    std::size_t index = 0;
    for (const auto& item : fields.array_if("gaps", batch_gaps_max)) {
        batch.gaps.push_back(read_gap(fields, item, index++));
    }
    index = 0;
    const auto& entries = fields.array("entries", batch_entries_max);
    batch.entries.reserve(entries.size());
    for (const auto& item : entries) {
        batch.entries.push_back(read_entry(fields, item, text, index++));
    }
    check_cover(fields, batch);
    TRY(fields.done());
    return batch;
}

std::string encode(const Want& message) {
    std::string text;
    JsonWriter json(text);
    begin_message(json).member("feed", message.after.feed).member("scope", message.after.scope);
    json.member("generation", message.after.generation.value());
    json.member("after", message.after.cursor.value()).end_object();
    return text;
}

Result<Want> decode_want(std::string_view text) {
    TRY(const auto json, parse_message(text));
    Fields fields(json);
    Want want;
    want.after.feed = read_name(fields, "feed");
    want.after.scope = read_name(fields, "scope");
    want.after.generation = read_number<GenerationTag>(fields, "generation");
    want.after.cursor = read_number<CursorTag>(fields, "after");
    TRY(fields.done());
    return want;
}

std::string encode(const Report& message) {
    std::string text;
    JsonWriter json(text);
    begin_message(json).member("kind", message.kind).raw_member("detail", message.detail);
    json.end_object();
    return text;
}

Result<Report> decode_report(std::string_view text) {
    TRY(const auto json, parse_message(text));
    Fields fields(json);
    Report report;
    report.kind = fields.text("kind", name_bytes_max);
    const Json& detail = fields.object("detail");
    TRY(fields.done());
    report.detail = std::string(detail.slice(text));
    return report;
}

std::string encode(const Ask& message) {
    std::string text;
    JsonWriter json(text);
    begin_message(json).member("id", to_string(message.id)).member("kind", message.kind);
    json.member("deadline_ms", message.deadline.count()).raw_member("body", message.body);
    json.end_object();
    return text;
}

Result<Ask> decode_ask(std::string_view text) {
    TRY(const auto json, parse_message(text));
    Fields fields(json);
    Ask ask;
    ask.id = read_message_id(fields);
    ask.kind = read_kind(fields, "kind");
    ask.deadline = Millis{fields.integer("deadline_ms", {1, ask_deadline_max.count()})};
    ask.body = read_body(fields, text);
    TRY(fields.done());
    return ask;
}

std::string with_sequence(std::string_view event, const Epoch& epoch, Seq seq) {
    std::array<char, 24> digits{};
    std::snprintf(digits.data(), digits.size(), "%020llu",
                  static_cast<unsigned long long>(seq.value()));
    std::string text(event.substr(0, event.size() - 1));  // without the closing brace
    text += ",\"sequence\":\"";
    text += digits.data();
    text += "\",\"epoch\":\"" + to_hex(epoch) + "\"}";
    return text;
}

}  // namespace aisle
