// SPDX-License-Identifier: Apache-2.0
// Central on a database in memory, and devices that speak to it in the words of sync/wire.hpp: what
// a device would send after any history, however odd, without its store.
#pragma once

#include "agent/domain/event.hpp"
#include "sync/wire.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/recording_log.hpp"
#include "tools/hub/central.hpp"
#include "tools/hub/orders.hpp"
#include "tools/hub/views.hpp"

#include <gtest/gtest.h>

#include <array>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace aisle {

// A journal as a list of events in two lanes, of which any part can be put into a batch.
class TestDevice {
public:
    explicit TestDevice(std::string device = "s0042-pos1", std::uint64_t seed = 1)
        : name(std::move(device)), dice(seed), epoch(random_id<Epoch>(dice)) {
        context.tenant = "demo";
        context.device = name;
        context.clock = ClockQuality::synced;
        context.boot_id = "boot-1";
        context.wall = ManualClock::morning;
        for (auto& chain : births) chain = sha256({"birth", epoch.view()});
    }

    Event make(const EventKind& kind, std::string data = R"({"n":1})", std::string person = {}) {
        context.wall += Seconds{1};
        context.mono += Seconds{1};
        return *encode_event(make_draft(kind, std::move(data), std::move(person)), context, dice);
    }
    void capture(Lane lane, std::size_t count = 1) {
        for (std::size_t i = 0; i < count; ++i) {
            const auto& kind =
                lane == Lane::ledger ? EventKinds::purchase_completed : EventKinds::scan_captured;
            events[index(lane)].push_back(make(kind));
        }
    }
    void append(Event event) { events[index(event.lane)].push_back(std::move(event)); }

    // Another journal with the same rows: what a device becomes at a fork.
    void begin_epoch() { epoch = random_id<Epoch>(dice); }

    EventId id_at(Lane lane, std::uint64_t seq) const {
        return seq == 0 ? EventId{} : events[index(lane)].at(seq - 1).id;
    }
    Digest chain_at(std::uint64_t seq) const {
        Digest chain = births[0];
        for (std::uint64_t i = 0; i < seq; ++i) {
            chain = sha256({chain.view(), events[0].at(i).bytes});
        }
        return chain;
    }
    Batch batch(Lane lane, std::uint64_t first, std::uint64_t last) const {
        Batch batch = empty_batch(lane, first, last);
        for (auto seq = first; seq <= last; ++seq) batch.entries.push_back(entry(lane, seq));
        return batch;
    }
    // The numbers gap_first..gap_last are declared, the rest are sent.
    Batch batch_with_gap(Lane lane, SeqSpan whole, SeqSpan gap, std::string reason) const {
        Batch batch = empty_batch(lane, whole.first.value(), whole.last.value());
        batch.gaps.push_back(gap_of(lane, gap, std::move(reason)));
        for (Seq seq = whole.first; seq <= whole.last; seq = seq.next()) {
            if (seq < gap.first || seq > gap.last)
                batch.entries.push_back(entry(lane, seq.value()));
        }
        return batch;
    }
    Gap gap_of(Lane lane, SeqSpan span, std::string reason) const {
        Gap gap{span.first,   span.last, std::move(reason), id_at(lane, span.last.value()), {},
                std::nullopt, {}};
        if (lane == Lane::ledger) gap.chain = chain_at(span.last.value());
        return gap;
    }
    Hello hello() {
        Hello hello;
        hello.nonce = nonce = random_id<Nonce>(dice);
        hello.agent = "0.1.0";
        hello.wall = context.wall;
        hello.boot_id = context.boot_id;
        hello.epochs.push_back({epoch, true, lane_hello(Lane::ledger), lane_hello(Lane::touch)});
        hello.encodings = {"zstd"};
        return hello;
    }

    std::string name;
    SeededEntropy dice;
    Epoch epoch;
    Nonce nonce;
    EventContext context;
    std::array<std::vector<Event>, 2> events;
    std::array<Digest, 2> births;

private:
    static std::size_t index(Lane lane) { return static_cast<std::size_t>(lane); }
    LaneHello lane_hello(Lane lane) const {
        return {Seq(1), Seq(events[index(lane)].size() + 1), Seq(0), EventId{}};
    }
    BatchEntry entry(Lane lane, std::uint64_t seq) const {
        const auto& event = events[index(lane)].at(seq - 1);
        return {event.bytes, event.person, event.salt};
    }
    Batch empty_batch(Lane lane, std::uint64_t first, std::uint64_t last) const {
        Batch batch;
        batch.epoch = epoch;
        batch.lane = lane;
        batch.first = Seq(first);
        batch.last = Seq(last);
        batch.before_id = id_at(lane, first - 1);
        if (lane == Lane::ledger) batch.before_chain = chain_at(first - 1);
        return batch;
    }
};

// One worker. Several may stand on one file.
class HubBench {
public:
    explicit HubBench(const std::string& path = ":memory:", HubFaults faults = {},
                      Incarnation life = incarnation)
        : database_(*HubDatabase::open(path)),
          central(*database_, {life, {}, faults}, metrics, lines.log()),
          orders(*database_, lines.log()) {}

    std::vector<HubMessage> tell(const std::string& device, UpKind kind, std::string payload) {
        const FromDevice message{device, kind, std::move(payload)};
        auto out = central.handle({&message, 1}, now);
        EXPECT_TRUE(out) << (out ? "" : out.error().what());
        return out ? std::move(*out) : std::vector<HubMessage>{};
    }
    Ack send(const TestDevice& device, const Batch& batch) {
        const auto out = tell(device.name, UpKind::journal, encode(batch));
        EXPECT_EQ(out.size(), 1U);
        if (out.size() != 1) return {};
        EXPECT_EQ(out[0].topic, "down/" + device.name + "/ack");
        const auto ack = decode_ack(out[0].payload);
        EXPECT_TRUE(ack);
        return ack ? *ack : Ack{};
    }
    Seq committed(const TestDevice& device, const Batch& batch) {
        return send(device, batch).committed;
    }
    Welcome greet(TestDevice& device) {
        const auto out = tell(device.name, UpKind::hello, encode(device.hello()));
        EXPECT_EQ(out.size(), 1U);
        if (out.size() != 1) return {};
        EXPECT_EQ(out[0].topic, "down/" + device.name + "/welcome");
        return *decode_welcome(out[0].payload);
    }
    std::vector<Page> want(const TestDevice& device, const FeedPosition& after) {
        std::vector<Page> pages;
        for (const auto& message : tell(device.name, UpKind::want, encode(Want{after}))) {
            pages.push_back(*decode_page(message.payload));
        }
        return pages;
    }
    // What is due, sent.
    std::vector<HubMessage> due() {
        auto out = central.due(now);
        EXPECT_TRUE(out);
        EXPECT_TRUE(central.due_is_sent());
        return out ? std::move(*out) : std::vector<HubMessage>{};
    }

    template <class View>
    std::vector<std::string> look(View view, ViewOptions options = {.json = true}) {
        std::vector<std::string> rows;
        const auto outcome =
            view(database_->db(), options, [&](std::string_view line) { rows.emplace_back(line); });
        EXPECT_TRUE(outcome) << (outcome ? "" : outcome.error().what());
        return rows;
    }
    std::vector<std::string> events() { return look(view_events); }
    std::size_t found(std::string_view kind) {
        std::size_t count = 0;
        for (const auto& row : look(view_findings)) {
            count += row.find("\"kind\":\"" + std::string(kind) + "\"") != std::string::npos;
        }
        return count;
    }
    HubDatabase& database() { return *database_; }

    static constexpr Incarnation incarnation{{7}};
    WallTime now = ManualClock::morning;
    RecordingLog lines;
    Metrics metrics;

private:
    std::unique_ptr<HubDatabase> database_;

public:
    Central central;
    Orders orders;
};

// The bytes of a device's events, in the order of its lane.
inline std::vector<std::string> bytes_of(const TestDevice& device, Lane lane) {
    std::vector<std::string> bytes;
    for (const auto& event : device.events[static_cast<std::size_t>(lane)]) {
        bytes.push_back(event.bytes);
    }
    return bytes;
}

}  // namespace aisle
