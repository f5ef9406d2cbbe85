// SPDX-License-Identifier: Apache-2.0
// One message of each kind with all its members, and what a hostile sender would make of it.
#pragma once

#include "sync/wire.hpp"

#include <string>
#include <vector>

namespace aisle {

template <class Id>
Id sample_id(std::uint8_t mark) {
    Id id;
    id.bytes.fill(mark);
    return id;
}

inline Digest sample_digest(std::uint8_t mark) {
    Digest digest;
    digest.bytes.fill(mark);
    return digest;
}

inline Hello sample_hello() {
    Hello hello;
    hello.nonce = sample_id<Nonce>(1);
    hello.agent = "aisled/0.1.0";
    hello.wall = WallTime{Micros{1'782'892'800'000'000}};
    hello.clock = ClockQuality::holdover;
    hello.boot_id = "b001";
    hello.mono = MonoTime{Micros{60'000'000}};
    const EventId id = sample_id<EventId>(9);
    hello.epochs.push_back({sample_id<Epoch>(2), true, {Seq(3), Seq(10), Seq(7), id}, {}});
    hello.epochs[0].touch = {Seq(1), Seq(1), Seq(0), EventId{}};
    hello.feeds.push_back({"tasks", "store-0042", Generation(2), Cursor(14)});
    hello.config_version = "17";
    hello.erase_seq = 41;
    hello.encodings = {"zstd"};
    return hello;
}

// Numbers 4..8 of the ledger: an entry, a gap of two, an entry with a person, a gap of an earlier
// epoch.
inline Batch sample_batch() {
    Batch batch;
    batch.epoch = sample_id<Epoch>(2);
    batch.lane = Lane::ledger;
    batch.first = Seq(4);
    batch.last = Seq(8);
    batch.before_id = sample_id<EventId>(9);
    batch.before_chain = sample_digest(5);
    batch.gaps.push_back({Seq(5), Seq(6), "quarantined", sample_id<EventId>(3), sample_digest(6),
                          std::nullopt, Seq{}});
    batch.gaps.push_back({Seq(8), Seq(8), "trimmed", sample_id<EventId>(4), sample_digest(7),
                          sample_id<Epoch>(8), Seq(80)});
    batch.entries.push_back({R"({"id":"a",  "n": 1.50, "u":"\u00e9"})", "", ""});
    batch.entries.push_back(
        {R"({"id":"b"})", R"({ "email" : "a@example.org" })", std::string(16, '\x11')});
    return batch;
}

inline Welcome sample_welcome() {
    Welcome welcome;
    welcome.nonce = sample_id<Nonce>(1);
    welcome.incarnation = sample_id<Incarnation>(6);
    welcome.wall = WallTime{Micros{1'782'892'801'000'000}};
    welcome.epochs.push_back({sample_id<Epoch>(2), {Seq(7), sample_id<EventId>(9), true}, {}});
    welcome.feeds.push_back({"tasks", "store-0042", Generation(2), Cursor(15)});
    welcome.encodings = {"zstd"};
    welcome.dictionary = 1;
    welcome.pace.events_per_second = 200;
    welcome.pace.window = 8;
    welcome.message_bytes_max = 61'440;
    welcome.store = "0042";
    welcome.groups = {"north", "pilot"};
    welcome.holder = 4711;
    return welcome;
}

inline Ack sample_ack() {
    return {sample_id<Nonce>(1),
            sample_id<Incarnation>(6),
            sample_id<Epoch>(2),
            Lane::touch,
            Seq(7),
            sample_id<EventId>(9),
            true};
}

inline Page sample_page() {
    Page page;
    page.feed = "tasks";
    page.scope = "store-0042";
    page.generation = Generation(2);
    page.after = Cursor(14);
    page.head = Cursor(20);
    page.last = true;
    page.entries.push_back({Cursor(15), true, "t-1", R"({"title": "Count", "n": 1.0})"});
    page.entries.push_back({Cursor(16), false, "t-0", ""});
    return page;
}

inline Ask sample_ask() {
    return {sample_id<EventId>(9), "coupon.reserve", Millis{1200},
            R"({"coupon": "c-1", "n": 1.0})"};
}

inline AskAnswer sample_answer() {
    return {sample_id<EventId>(9), sample_id<Incarnation>(6), R"({"reservation": "r-1"})",
            std::nullopt};
}

inline AskAnswer sample_refused_answer() {
    return {sample_id<EventId>(9), sample_id<Incarnation>(6), "",
            AskError{"budget_spent", "nothing is left of this campaign"}};
}

inline Command sample_command() {
    return {sample_id<EventId>(9), sample_id<Incarnation>(6), "lease.granted",
            R"({"lease": "l-1"})"};
}

// The value of each member of `text`, at any depth, replaced by each of these in turn; and each
// member left out. `text` must be JSON without white space round its members' colons.
struct Spoilt {
    std::string what;
    std::string text;
};

inline std::vector<Spoilt> spoil(const std::string& text, const std::string& key,
                                 const std::vector<std::string>& values) {
    std::vector<Spoilt> all;
    const std::string quoted = "\"" + key + "\":";
    for (auto at = text.find(quoted); at != std::string::npos; at = text.find(quoted, at + 1)) {
        const std::size_t from = at + quoted.size();
        std::size_t to = from;
        int depth = 0;
        for (bool in_text = false; to < text.size(); ++to) {
            const char c = text[to];
            if (in_text) {
                if (c == '"') in_text = false;
                continue;
            }
            if (c == '"') in_text = true;
            if (c == '{' || c == '[') ++depth;
            if (depth == 0 && (c == ',' || c == '}' || c == ']')) break;
            if (c == '}' || c == ']') --depth;
        }
        for (const auto& value : values) {
            all.push_back({key + " = " + value.substr(0, 40),
                           text.substr(0, from) + value + text.substr(to)});
        }
    }
    return all;
}

}  // namespace aisle
