// SPDX-License-Identifier: Apache-2.0
// A runner with everything round it that is real but the broker: the link only notes what is asked
// of it, and the test speaks as broker and as central. What is posted waits until settle().
#pragma once

#include "sync/runner.hpp"
#include "tests/sync/journal_bench.hpp"

#include <deque>
#include <optional>
#include <string>
#include <vector>

namespace aisle {

class NotingLink final : public Link {
public:
    void open(const LinkTarget& target, LinkEvents& events) override {
        targets.push_back(target);
        owner = &events;
    }
    void close() override { ++closed; }
    void subscribe(std::vector<std::string> wanted) override {
        filters.push_back(std::move(wanted));
    }
    void publish(Outgoing message) override { sent.push_back(std::move(message)); }

    std::vector<LinkTarget> targets;
    std::vector<std::vector<std::string>> filters;
    std::deque<Outgoing> sent;
    LinkEvents* owner = nullptr;
    int closed = 0;
};

// The book of feed "tasks": keeps what it was given.
class NotedFold final : public FeedFold {
public:
    std::string_view feed() const override { return "tasks"; }
    Result<void> check(const PageEntry& entry) const override {
        if (entry.body.find("bad") == std::string::npos) return {};
        return Error(Errc::invalid, "this is bad");
    }
    Result<void> put(Txn&, std::string_view, const PageEntry& entry) override {
        keys.push_back(entry.key);
        return {};
    }
    Result<void> remove(Txn&, std::string_view, std::string_view) override { return {}; }
    Result<void> clear(Txn&, std::string_view) override {
        keys.clear();
        return {};
    }
    std::vector<std::string> keys;
};

class RunnerBench {
public:
    RunnerBench()
        : store({*bench.write, *bench.committer,
                 [this](Function<void()> task) { posted.push_back(std::move(task)); }, false}),
          feeds(*bench.write, {&fold}),
          runner(options(),
                 {link, store, *bench.journal, *bench.reader, feeds, clocks, bench.clock,
                  bench.dice, bench.metrics, bench.lines.log()},
                 events()) {
        const auto state = bench.reader->state();
        EXPECT_TRUE(state);
        runner.start(*state, "boot-1");
        settle();
    }

    void settle() {
        while (!posted.empty()) {
            auto task = std::move(posted.front());
            posted.pop_front();
            task();
        }
    }
    // The next message on a topic; what came before it on others is dropped.
    std::optional<std::string> sent(const std::string& topic) {
        settle();
        while (!link.sent.empty()) {
            auto message = std::move(link.sent.front());
            link.sent.pop_front();
            if (message.token != 0) tokens.push_back(message.token);
            if (message.topic == topic) return message.payload;
        }
        return std::nullopt;
    }
    void connect() {
        link.owner->link_up({});
        link.owner->link_subscribed({true, ""});
        settle();
    }
    void receive(const std::string& topic, const std::string& payload) {
        link.owner->link_message(topic, payload);
        settle();
    }
    // Greets as central would, at this number of both lanes.
    Welcome welcome(std::uint64_t ledger = 0) {
        const auto payload = sent("hello");
        EXPECT_TRUE(payload);
        const auto told = decode_hello(payload.value_or(""));
        EXPECT_TRUE(told);
        hello = told ? *told : Hello{};
        Welcome welcome;
        welcome.nonce = hello.nonce;
        welcome.incarnation = incarnation;
        welcome.wall = bench.clock.wall();
        EpochWelcome epoch;
        epoch.epoch = hello.epochs.at(0).epoch;
        epoch.ledger = {Seq(ledger), bench.id_at(Lane::ledger, ledger), false};
        welcome.epochs.push_back(epoch);
        welcome.feeds.push_back({"tasks", "fleet", Generation(1), Cursor(0)});
        return welcome;
    }
    void append(Lane lane) {
        auto event = bench.make(lane);
        Receipt receipt;
        EXPECT_TRUE(bench.commit([&](Txn& txn) -> Result<void> {
            TRY(receipt, bench.journal->append(txn, event));
            return {};
        }));
        runner.appended(receipt);
        settle();
    }

    JournalBench bench;
    std::deque<Function<void()>> posted;
    NotingLink link;
    NotedFold fold;
    Store store;
    Feeds feeds;
    ClockRepair clocks;
    std::vector<std::string> fed;
    std::vector<std::uint64_t> tokens;
    Hello hello;
    Incarnation incarnation{{1}};
    Runner runner;

private:
    static RunnerOptions options() {
        RunnerOptions options;
        LinkTarget target;
        target.url.host = "broker";
        options.brokers.push_back(target);
        options.agent = "test";
        options.topics = {"status", "hello", "journal", "want",    "report",      "welcome",
                          "ack",    "page",  "answer",  "command", "feed/{scope}"};
        return options;
    }
    RunnerEvents events() {
        RunnerEvents events;
        events.encode = [this](const EventDraft& draft) {
            EventContext context;
            context.tenant = "demo";
            context.device = "s0042-pos1";
            context.wall = bench.clock.wall();
            return encode_event(draft, context, bench.dice);
        };
        events.fed = [this](std::string_view feed, std::size_t) { fed.emplace_back(feed); };
        return events;
    }
};

}  // namespace aisle
