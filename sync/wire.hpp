// SPDX-License-Identifier: Apache-2.0
// The messages of the conversation with central, as values and as JSON. Both ends use this file.
// Encoding cannot fail; decoding believes nothing: every bound of limits.hpp is checked, and an
// error names the member by JSON pointer. Pure; any thread. Described in sync/PROTOCOL.md.
#pragma once

#include "agent/base/ids.hpp"
#include "agent/base/result.hpp"
#include "agent/base/strong.hpp"
#include "agent/base/time.hpp"
#include "sync/journal.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {

// ---- Up ----

enum class Presence { online, offline, lost };

struct Status {
    Presence presence = Presence::online;
    std::string version;
};

struct LaneHello {
    Seq first;  // lowest number that can still be sent
    Seq next;   // what the next entry will get
    Seq acked;  // what central is believed to have committed
    EventId acked_id;
};

struct EpochHello {
    Epoch epoch;
    bool open = true;
    LaneHello ledger;
    LaneHello touch;
};

struct FeedPosition {
    std::string feed;
    std::string scope;
    Generation generation;
    Cursor cursor;
    auto operator<=>(const FeedPosition&) const = default;
};

struct Hello {
    Nonce nonce;
    std::string agent;  // program version
    WallTime wall;
    ClockQuality clock = ClockQuality::unset;
    std::string boot_id;
    MonoTime mono;
    std::vector<EpochHello> epochs;  // oldest first
    std::vector<FeedPosition> feeds;
    std::string config_version;
    // The highest number of what central wanted forgotten that is; older devices do not say.
    std::optional<std::int64_t> erase_seq{};
    std::vector<std::string> encodings;
};

struct BatchEntry {
    std::string event;   // exactly the bytes that were stored
    std::string person;  // JSON, or empty
    std::string salt;    // 16 bytes, or empty
};

// Numbers first..last of one lane. Those in no gap are the entries, in order.
struct Batch {
    Epoch epoch;
    Lane lane = Lane::ledger;
    Seq first;
    Seq last;
    std::optional<EventId> before_id;    // stood at first-1; absent when no longer known
    std::optional<Digest> before_chain;  // ledger only
    std::vector<Gap> gaps;
    std::vector<BatchEntry> entries;
};

struct Want {
    FeedPosition after;
};

// Something central should know that is no fact of the shop: a page that could not be applied.
struct Report {
    std::string kind;    // "feed.quarantined"
    std::string detail;  // a JSON object
};

// A question that a person waits for. Its id is all that ties the answer to it: it belongs to no
// session, so that an answer which a reconnect has overtaken is still known.
struct Ask {
    EventId id;
    std::string kind;  // "coupon.reserve"
    Millis deadline;   // how long the asker waits
    std::string body;  // a JSON object, at most ask_body_bytes_max
};

// The longest that anybody may wait for an answer.
inline constexpr Millis ask_deadline_max = std::chrono::hours{1};

// ---- Down ----

struct LaneWelcome {
    Seq committed;
    EventId id;  // the event there
    bool forked = false;
};

struct EpochWelcome {
    Epoch epoch;
    LaneWelcome ledger;
    LaneWelcome touch;
};

struct FeedHead {
    std::string feed;
    std::string scope;
    Generation generation;
    Cursor head;
    auto operator<=>(const FeedHead&) const = default;
};

struct Pace {
    std::optional<std::int64_t> events_per_second;
    std::optional<std::int64_t> window;  // batches
};

struct Welcome {
    Nonce nonce;
    Incarnation incarnation;
    WallTime wall;
    std::vector<EpochWelcome> epochs;
    std::vector<FeedHead> feeds;
    std::vector<std::string> encodings;
    std::uint32_t dictionary = 0;  // for short Zstandard frames; 0: none
    Pace pace;
    std::optional<std::int64_t> message_bytes_max;
    std::string store;
    std::vector<std::string> groups;  // at most two
    std::int64_t holder = 0;
};

struct Ack {
    Nonce nonce;
    Incarnation incarnation;
    Epoch epoch;
    Lane lane = Lane::ledger;
    Seq committed;
    EventId id;
    bool forked = false;
};

struct PageEntry {
    Cursor cursor;
    bool put = true;  // or remove
    std::string key;
    std::string body;  // JSON; empty for remove
};

struct Page {
    std::string feed;
    std::string scope;
    Generation generation;
    Cursor after;
    Cursor head;
    bool last = false;  // of a snapshot: the generation is complete
    std::vector<PageEntry> entries;
};

struct AskError {
    std::string code;  // for programs: "budget_spent"
    std::string what;  // for people, at most ask_error_bytes_max
};
inline constexpr std::size_t ask_error_bytes_max = 512;

// Of this life of central: a promise made by another one is not known to it.
struct AskAnswer {
    EventId id;  // of the question
    Incarnation incarnation;
    std::string body;               // a JSON object, at most ask_body_bytes_max
    std::optional<AskError> error;  // in place of the body
};

// Said again until central sees in the journal what became of it.
struct Command {
    EventId id;
    Incarnation incarnation;
    std::string kind;  // "lease.granted"
    std::string body;  // a JSON object, at most ask_body_bytes_max
};

std::string encode(const Status& message);
std::string encode(const Hello& message);
std::string encode(const Batch& message);
std::string encode(const Want& message);
std::string encode(const Report& message);
std::string encode(const Ask& message);
std::string encode(const Welcome& message);
std::string encode(const Ack& message);
std::string encode(const Page& message);
std::string encode(const AskAnswer& message);
std::string encode(const Command& message);

Result<Status> decode_status(std::string_view text);
Result<Hello> decode_hello(std::string_view text);
Result<Batch> decode_batch(std::string_view text);
Result<Want> decode_want(std::string_view text);
Result<Report> decode_report(std::string_view text);
Result<Ask> decode_ask(std::string_view text);
Result<Welcome> decode_welcome(std::string_view text);
Result<Ack> decode_ack(std::string_view text);
Result<Page> decode_page(std::string_view text);
Result<AskAnswer> decode_ask_answer(std::string_view text);
Result<Command> decode_command(std::string_view text);

// A payload as it came: unpacked when it is a Zstandard frame, within the bound.
Result<std::string> unpack(std::string_view payload);

// For platforms without a hub: one CloudEvent a message, with `sequence` and `epoch` added.
std::string with_sequence(std::string_view event, const Epoch& epoch, Seq seq);

}  // namespace aisle
