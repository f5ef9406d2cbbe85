// SPDX-License-Identifier: Apache-2.0
// The runner as it is, over the real journal, store and feeds, with a link in memory; the test is
// broker and central in one. Everything runs on the test's thread, one posted task after another.
#pragma once

#include "sync/runner.hpp"
#include "tests/support/memory_link.hpp"
#include "tests/sync/journal_bench.hpp"
#include "tests/sync/memory_book.hpp"

#include <deque>
#include <map>

namespace aisle {

class RunnerBench {
public:
    explicit RunnerBench(SessionOptions session = {}, std::size_t brokers = 1,
                         bool accelerators = true);
    ~RunnerBench();

    // ---- What happens ----

    void start();
    void settle();
    void pass(Micros by);
    void connect();
    void append(Lane lane, int count = 1);
    void hear(const std::string& topic, const std::string& payload);

    // ---- Central ----

    // What was published to a topic since the last time.
    std::vector<std::string> take(const std::string& topic);
    Hello hello();
    // Answers the last hello: central has what it has.
    Welcome make_welcome();
    void welcome() { hear("down/welcome", encode(make_welcome())); }
    // The same, and central has this feed.
    void welcome_with(const FeedHead& feed);
    // Takes the batches that have come, in order, and acknowledges them until none comes.
    void commit_all();
    void commit(const std::string& payload);
    std::vector<std::string> kinds_received() const;

    JournalBench bench;
    std::deque<Function<void()>> tasks;
    Store store;
    MemoryLink link;
    MemoryBook book{"tasks"};
    Feeds feeds{*bench.write, {&book}};
    CentralMemory central{*bench.write};
    ClockRepair clocks{bench.clock};
    TrueTime time{bench.clock, clocks};
    MonoTime woken{};
    int wakes = 0;
    int progressed = 0;
    std::vector<std::string> fed;
    std::string store_told;
    std::vector<std::string> late;  // "kind asked body"
    std::vector<Command> commands;
    std::int64_t erased = 0;
    int forks = 0;
    std::vector<Incarnation> centrals;
    std::vector<std::string> damaged;
    bool disk_full = false;  // while it is, no commit succeeds
    Runner runner;

    Hello last_hello;
    Incarnation incarnation;
    std::map<Epoch, std::array<LaneWelcome, 2>> committed;
    std::vector<std::string> received;
    std::vector<Gap> gaps;

private:
    Post post();
    static RunnerOptions options(SessionOptions session, std::size_t brokers, bool accelerators);
    RunnerParts parts();
    RunnerEvents events();
};

}  // namespace aisle
