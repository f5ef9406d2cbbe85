// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/event.hpp"

#include "agent/base/check.hpp"
#include "agent/base/crypto/sha256.hpp"
#include "agent/base/json_fields.hpp"
#include "agent/base/json_writer.hpp"
#include "agent/base/limits.hpp"

#include <array>
#include <charconv>
#include <limits>
#include <optional>

namespace aisle {
namespace {

constexpr std::string_view type_prefix = "io.aisle.";
constexpr std::string_view type_suffix = ".v1";
constexpr std::size_t salt_bytes = 16;
// All attributes but data, as they usually are: one allocation is enough for most events.
constexpr std::size_t attributes_bytes = 768;
constexpr std::size_t attribute_bytes_max = 1024;

std::string make_salt(Entropy& entropy) {
    std::array<std::uint8_t, salt_bytes> salt{};
    entropy.fill(salt);
    return std::string(salt.begin(), salt.end());
}

std::string joined(std::string_view a, std::string_view b, std::string_view c,
                   std::string_view d = {}) {
    std::string text;
    text.reserve(a.size() + b.size() + c.size() + d.size());
    return text.append(a).append(b).append(c).append(d);
}

void write_event(const EventDraft& draft, const EventContext& context, Event& event) {
    event.bytes.reserve(attributes_bytes + draft.data.size());
    JsonWriter json(event.bytes);
    json.begin_object()
        .member("specversion", "1.0")
        .member("id", to_string(event.id))
        .member("source", joined("urn:aisle:", context.tenant, ":", context.device))
        .member("type", joined(type_prefix, draft.type, type_suffix))
        .member("time", to_rfc3339(context.wall))
        .member("datacontenttype", "application/json")
        .member("dataschema", joined("urn:aisle:schema:", draft.type, type_suffix))
        .member_if("storeid", context.store)
        .member_if("touchpointid", context.touchpoint)
        .member_if("visitid", context.visit)
        .member_if("operatorid", context.operator_id)
        .member_if("configversion", context.config_version)
        .member("clockq", to_string(context.clock))
        .member_if("bootid", context.boot_id)
        // A text, because an Integer of CloudEvents has 32 bits: 25 days of milliseconds.
        .member("monotime", std::to_string(micros(context.mono) / 1000));
    if (!event.person.empty()) json.member("personhash", person_hash(event.salt, event.person));
    json.raw_member("data", draft.data).end_object();
}

Error too_large(std::string_view what, std::size_t bytes, std::size_t bytes_max) {
    return Error(Errc::too_large, std::string(what) + " has " + std::to_string(bytes) +
                                      " bytes and may have " + std::to_string(bytes_max));
}

// A word this program does not know says nothing about the clock.
ClockQuality clock_quality(std::string_view word) {
    for (const auto quality :
         {ClockQuality::synced, ClockQuality::holdover, ClockQuality::bounded}) {
        if (word == to_string(quality)) return quality;
    }
    return ClockQuality::unset;
}

// CloudEvents lets an attribute be written as a text or as a number.
std::optional<std::int64_t> milliseconds(const Json& json) {
    auto ms = json.integer();
    if (const auto text = json.string()) {
        const char* const end = text->data() + text->size();
        const auto [stop, error] = std::from_chars(text->data(), end, ms.emplace());
        if (error != std::errc{} || stop != end) return std::nullopt;
    }
    constexpr std::int64_t ms_max = std::numeric_limits<std::int64_t>::max() / 1000;
    return ms && *ms >= 0 && *ms <= ms_max ? ms : std::nullopt;
}

void read_times(const Json& json, Fields& fields, EventHeader& header) {
    if (const auto text = fields.text_if("time", attribute_bytes_max)) {
        const auto time = parse_rfc3339(*text);
        if (!time) return fields.fail("time", "bad_time", time.error().what());
        header.time = *time;
    }
    const Json* monotime = json.find("monotime");
    if (!monotime) return;
    const auto ms = milliseconds(*monotime);
    if (!ms) return fields.fail("monotime", "bad_time", "milliseconds since the boot are needed");
    header.monotime = MonoTime{Millis{*ms}};
}

}  // namespace

EventDraft make_draft(const EventKind& kind, std::string data, std::string person) {
    return {kind.name, kind.lane, std::move(data), std::move(person)};
}

std::string person_hash(std::string_view salt, std::string_view person) {
    return to_hex(sha256({salt, person}).view());
}

Result<Event> encode_event(const EventDraft& draft, const EventContext& context, Entropy& entropy) {
    CHECK(!draft.type.empty() && !draft.data.empty(), "a draft names its kind and has data");
    if (draft.person.size() > person_bytes_max) {
        return too_large("the part about a person", draft.person.size(), person_bytes_max)
            .coded("person_too_large");
    }
    Event event;
    event.id = make_event_id(context.wall, entropy);
    event.lane = draft.lane;
    event.person = draft.person;
    if (!event.person.empty()) event.salt = make_salt(entropy);
    write_event(draft, context, event);
    if (event.bytes.size() > event_bytes_max) {
        return too_large("the event " + std::string(draft.type), event.bytes.size(),
                         event_bytes_max)
            .coded("event_too_large");
    }
    return event;
}

Result<EventHeader> decode_event_header(std::string_view bytes) {
    // The data is checked and sliced, and not made into values: nobody here asks what is in it.
    TRY(const auto json, Json::parse(bytes, JsonBounds{.keep_depth = 1}));
    Fields fields(json);
    EventHeader header;
    const auto version = fields.text("specversion", attribute_bytes_max);
    if (!version.starts_with("1.")) {
        fields.fail("specversion", "bad_specversion", "CloudEvents 1 is needed here");
    }
    const auto id = parse_event_id(fields.text("id", attribute_bytes_max));
    if (!id) fields.fail("id", "bad_id", "a UUID is needed here");
    header.source = fields.text("source", attribute_bytes_max);
    header.type = fields.text("type", attribute_bytes_max);
    read_times(json, fields, header);
    header.clockq = clock_quality(fields.text_if("clockq", attribute_bytes_max).value_or(""));
    header.bootid = fields.text_if("bootid", attribute_bytes_max).value_or("");
    header.personhash = fields.text_if("personhash", attribute_bytes_max).value_or("");
    TRY(fields.done());
    header.id = *id;
    if (const auto* data = json.find("data")) header.data = data->slice(bytes);
    return header;
}

std::string_view event_kind_name(std::string_view type) {
    if (!type.starts_with(type_prefix)) return {};
    type.remove_prefix(type_prefix.size());
    const auto version = type.rfind(".v");
    return version == std::string_view::npos ? std::string_view{} : type.substr(0, version);
}

std::vector<std::string> subjects_of(std::string_view person) {
    std::vector<std::string> subjects;
    if (person.empty()) return subjects;
    const auto json = Json::parse(person);
    if (!json) return subjects;
    // Of a token's member nothing is known but the number that central gave her in it.
    for (const auto* name : {"member_id", "member_ref"}) {
        const auto* member = json->find(name);
        if (member && member->string()) subjects.emplace_back(*member->string());
    }
    const auto* identifiers = json->find("identifiers");
    if (!identifiers) return subjects;
    for (const auto& identifier : identifiers->items()) {
        if (subjects.size() > member_identifiers_max) break;
        const auto* hmac = identifier.find("hmac");
        if (hmac && hmac->string()) subjects.emplace_back(*hmac->string());
    }
    return subjects;
}

}  // namespace aisle
