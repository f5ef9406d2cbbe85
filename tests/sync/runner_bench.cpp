// SPDX-License-Identifier: Apache-2.0
#include "tests/sync/runner_bench.hpp"

namespace aisle {

RunnerBench::RunnerBench(SessionOptions session, std::size_t brokers, bool accelerators)
    : bench(5),
      store({*bench.write, *bench.committer, post(), false}),
      runner(options(session, brokers, accelerators), parts(), events()) {
    incarnation.bytes[0] = 7;
    store.on_damage([this](std::string why) { damaged.push_back(std::move(why)); });
    bench.committer->before_commit([this]() -> Result<void> {
        if (disk_full) return Error(Errc::full, "no room");
        return {};
    });
}

RunnerBench::~RunnerBench() = default;

void RunnerBench::start() {
    runner.start(*bench.reader->state(), "boot-1");
    settle();
}

void RunnerBench::settle() {
    while (!tasks.empty()) {
        auto task = std::move(tasks.front());
        tasks.pop_front();
        task();
    }
}

void RunnerBench::pass(Micros by) {
    bench.clock.advance(by);
    runner.tick();
    settle();
}

void RunnerBench::connect() {
    if (runner.view().state == SessionState::offline) {
        bench.clock.advance(std::max(woken - bench.clock.mono(), Micros{0}));
        runner.tick();
    }
    runner.link_up({});
    runner.link_subscribed({true, ""});
    settle();
}

void RunnerBench::append(Lane lane, int count) {
    for (int i = 0; i < count; ++i) {
        const auto event = bench.make(lane);
        auto receipt = std::make_shared<Receipt>();
        store.write(
            [this, event, receipt](Txn& txn) -> Result<void> {
                TRY(*receipt, bench.journal->append(txn, event));
                return {};
            },
            [this, receipt](const Result<void>& done) {
                if (done) runner.appended(*receipt);
            });
        settle();
    }
}

void RunnerBench::hear(const std::string& topic, const std::string& payload) {
    runner.link_message(topic, payload);
    settle();
}

std::vector<std::string> RunnerBench::take(const std::string& topic) {
    std::vector<std::string> found;
    std::erase_if(link.published, [&](Outgoing& message) {
        if (message.topic != topic) return false;
        found.push_back(std::move(message.payload));
        return true;
    });
    return found;
}

Hello RunnerBench::hello() {
    const auto said = take("up/hello");
    EXPECT_FALSE(said.empty());
    auto decoded = said.empty() ? Result<Hello>(Error()) : decode_hello(said.back());
    EXPECT_TRUE(decoded);
    if (decoded) last_hello = *decoded;
    return last_hello;
}

Welcome RunnerBench::make_welcome() {
    hello();
    Welcome welcome;
    welcome.nonce = last_hello.nonce;
    welcome.incarnation = incarnation;
    welcome.wall = bench.clock.wall();
    for (const auto& epoch : last_hello.epochs) {
        const auto& have = committed[epoch.epoch];
        welcome.epochs.push_back({epoch.epoch, have[0], have[1]});
    }
    return welcome;
}

void RunnerBench::welcome_with(const FeedHead& feed) {
    auto told = make_welcome();
    told.feeds.push_back(feed);
    hear("down/welcome", encode(told));
}

void RunnerBench::commit_all() {
    for (auto batches = take("up/journal"); !batches.empty(); batches = take("up/journal")) {
        for (const auto& payload : batches) commit(payload);
    }
}

void RunnerBench::commit(const std::string& payload) {
    const auto batch = decode_batch(*unpack(payload));
    ASSERT_TRUE(batch) << batch.error().place();
    auto& lane = committed[batch->epoch][index_of(batch->lane)];
    ASSERT_EQ(batch->first, lane.committed.next());
    for (const auto& entry : batch->entries) {
        received.push_back(entry.event);
        lane.id = decode_event_header(entry.event)->id;
    }
    for (const auto& gap : batch->gaps) {
        gaps.push_back(gap);
        if (gap.last == batch->last) lane.id = gap.id;
    }
    lane.committed = batch->last;
    hear("down/ack", encode(Ack{last_hello.nonce, incarnation, batch->epoch, batch->lane,
                                lane.committed, lane.id, false}));
}

std::vector<std::string> RunnerBench::kinds_received() const {
    std::vector<std::string> kinds;
    for (const auto& event : received) {
        kinds.emplace_back(event_kind_name(decode_event_header(event)->type));
    }
    return kinds;
}

Post RunnerBench::post() {
    return [this](Function<void()> task) { tasks.push_back(std::move(task)); };
}

RunnerOptions RunnerBench::options(SessionOptions session, std::size_t brokers, bool accelerators) {
    RunnerOptions options;
    options.retain = options.will = accelerators;
    session.brokers = brokers;
    options.session = session;
    options.brokers.resize(brokers);
    for (std::size_t i = 0; i < brokers; ++i) {
        options.brokers[i].client_id = "s0042-pos" + std::to_string(i);
    }
    options.topics = {"up/status", "up/hello",    "up/journal",   "up/want",
                      "up/ask",    "up/report",   "down/welcome", "down/ack",
                      "down/page", "down/answer", "down/command", "feed/{scope}"};
    options.agent = "aisled/test";
    return options;
}

RunnerParts RunnerBench::parts() {
    return {link,   store, *bench.journal, *bench.reader, feeds,         central,
            clocks, time,  bench.clock,    bench.dice,    bench.metrics, bench.lines.log()};
}

RunnerEvents RunnerBench::events() {
    RunnerEvents told;
    told.wake_at = [this](MonoTime at) {
        woken = at;
        ++wakes;
    };
    told.encode = [this](const EventDraft& draft) {
        EventContext context;
        context.tenant = "demo";
        context.device = "s0042-pos1";
        context.wall = bench.clock.wall();
        return encode_event(draft, context, bench.dice);
    };
    told.erased = [this]() -> Result<std::int64_t> { return erased; };
    told.progressed = [this] { ++progressed; };
    told.fed = [this](std::string_view feed, std::size_t entries) {
        fed.push_back(std::string(feed) + " " + std::to_string(entries));
    };
    told.welcomed = [this](const Welcome& heard) { store_told = heard.store; };
    told.answered_late = [this](std::string_view kind, const std::string& asked,
                                const std::string& body) {
        late.push_back(std::string(kind) + " " + asked + " " + body);
    };
    told.commanded = [this](const Command& command) { commands.push_back(command); };
    told.forked = [this] { ++forks; };
    told.new_central = [this](const Incarnation& who) { centrals.push_back(who); };
    return told;
}

}  // namespace aisle
