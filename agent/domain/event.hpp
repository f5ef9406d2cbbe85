// SPDX-License-Identifier: Apache-2.0
// An event: a fact, encoded once when it is captured, as CloudEvents 1.0 in structured JSON. Those
// bytes are stored, sent and sent again, so an update of the program cannot change history. They
// hold no number: the journal's numbers are given to facts, they are no part of them.
//
// Whoever an event is about stands apart, in `person`; the bytes hold only a salted hash of it.
// Erasing a person deletes person part and salt; facts, chain and totals stay whole.
//
// Pure: time, chance and surroundings are arguments. Any thread.
#pragma once

#include "agent/base/entropy.hpp"
#include "agent/base/ids.hpp"
#include "agent/base/result.hpp"
#include "agent/base/time.hpp"
#include "agent/domain/event_kind.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace aisle {

struct Event {
    EventId id;
    Lane lane = Lane::touch;
    std::string bytes;
    std::string person;  // a JSON object, or empty
    std::string salt;    // 16 random bytes where there is a person part, or empty
};

// What happened, before it is known where and when. `type` is the name of an EventKind.
struct EventDraft {
    std::string_view type;
    Lane lane = Lane::touch;
    std::string data;    // a JSON object
    std::string person;  // a JSON object, or empty
};

EventDraft make_draft(const EventKind& kind, std::string data, std::string person = {});

// Where and when. An empty text is left out of the event.
struct EventContext {
    std::string tenant;
    std::string device;
    std::string store;
    std::string touchpoint;
    std::string visit;
    std::string operator_id;
    std::string config_version;
    ClockQuality clock = ClockQuality::unset;
    std::string boot_id;
    WallTime wall;
    MonoTime mono;
};

// Errors: too_large ("event_too_large", "person_too_large").
Result<Event> encode_event(const EventDraft& draft, const EventContext& context, Entropy& entropy);

// What central and the status page need of an event without knowing its kind. What the encoder
// left out, or a newer program wrote in a way unknown here, is empty.
struct EventHeader {
    EventId id;
    std::string source;
    std::string type;  // "io.aisle.scan.captured.v1"
    WallTime time;
    ClockQuality clockq = ClockQuality::unset;
    std::string bootid;
    MonoTime monotime;
    std::string personhash;
    std::string_view data;  // points into the bytes that were decoded
};

// Unknown attributes are let pass, so that a newer device can speak to an older hub.
// Errors: invalid, placed by JSON pointer.
Result<EventHeader> decode_event_header(std::string_view bytes);

// "scan.captured" of "io.aisle.scan.captured.v1"; empty when it is no type of ours.
std::string_view event_kind_name(std::string_view type);

// The hex SHA-256 an event carries for its person part.
std::string person_hash(std::string_view salt, std::string_view person);

// Whom a person part names: its "member_id", and the "hmac" of each of its "identifiers". At most
// as many as a member has; nothing of what cannot be read.
std::vector<std::string> subjects_of(std::string_view person);

}  // namespace aisle
