// SPDX-License-Identifier: Apache-2.0
// The day after: a backlog goes up, the whole system on this machine's cores. First alone, beside
// the bare pipeline with the same bytes; then while the counter goes on working; then a short one
// through a relay that counts bytes.
#include "tools/bench/backlog.hpp"
#include "tools/bench/bare_pipeline.hpp"
#include "tools/bench/byte_relay.hpp"
#include "tools/bench/counter.hpp"
#include "tools/bench/families.hpp"

#include <filesystem>

namespace aisle {
namespace {

constexpr Micros pace = Millis{10};
constexpr std::uint64_t relayed_events = 50'000;
constexpr double drain_patience_seconds = 300;

void copy_folder(const std::string& from, const ScratchFolder& to) {
    std::filesystem::copy(from, to.path(), std::filesystem::copy_options::recursive);
}

// From the first committed event to the last; what hello and welcome take is not the drain's.
double drain_alone(const BenchOptions& options, const std::string& backlog, std::uint64_t events) {
    const ScratchFolder state;
    copy_folder(backlog, state);
    const Broker broker;
    const HubProcess hub(options.programs, broker);
    HubWatch watch = hub.watch();
    const Daemon daemon({options.programs, state.path().string(), broker.tls_port()});
    wait_until([&] { return watch.events() > 1; }, "the drain begins");
    const auto begun = watch.events();
    const auto start = now();
    while (watch.events() < events) {
        CHECK(seconds_since(start) < drain_patience_seconds, "the drain ends");
        pause_for(Millis{5});
    }
    return static_cast<double>(watch.events() - begun) / seconds_since(start);
}

double bare(const std::string& journal, std::uint64_t events, Inserting inserting) {
    const Broker broker;
    return bare_pipeline(broker, journal, events, inserting);
}

struct Carried {
    double up = 0;  // bytes an event
    double down = 0;
};

Carried bytes_of_drain(const BenchOptions& options, Shop& shop) {
    const ScratchFolder state;
    make_backlog(state.path().string(), relayed_events, shop);
    const Broker broker;
    const ByteRelay relay(broker.tls_port());
    const HubProcess hub(options.programs, broker);
    HubWatch watch = hub.watch();
    const Daemon daemon({options.programs, state.path().string(), relay.port()});
    wait_until([&] { return watch.events() >= relayed_events; }, "the drain ends");
    pause_for(Millis{500});
    const auto count = static_cast<double>(relayed_events);
    return {static_cast<double>(relay.bytes_up()) / count,
            static_cast<double>(relay.bytes_down()) / count};
}

struct Busy {
    Samples idle_ms;       // a capture, with nothing to drain
    Samples draining_ms;   // a capture, meanwhile
    Samples committed_ms;  // a purchase's way to the hub, meanwhile
};

Busy capture_meanwhile(const BenchOptions& options, const std::string& backlog,
                       std::uint64_t events) {
    const Broker broker;
    const HubProcess hub(options.programs, broker);
    HubWatch watch = hub.watch();
    Shop shop(options.seed + 1);
    Busy busy;
    {
        const ScratchFolder state;
        const Daemon daemon({options.programs, state.path().string(), broker.tls_port()});
        wait_until([&] { return watch.events() > 0; }, "the daemon's boot reaches the hub");
        Counter idle(daemon.port(), watch, shop);
        idle.work(pace, [&] { return idle.saved_ms().count() >= 500; });
        busy.idle_ms = idle.saved_ms();
    }
    const ScratchFolder state;
    copy_folder(backlog, state);
    const auto before = watch.events();
    const Daemon daemon({options.programs, state.path().string(), broker.tls_port()});
    wait_until([&] { return watch.events() > before + 1; }, "the drain begins");
    Counter counter(daemon.port(), watch, shop);
    counter.work(pace, [&] { return watch.events() >= before + events; });
    busy.draining_ms = counter.saved_ms();
    busy.committed_ms = counter.committed_ms();
    return busy;
}

}  // namespace

Figures drain_figures(const BenchOptions& options) {
    const std::uint64_t events = options.quick ? 100'000 : 1'000'000;
    Shop shop(options.seed);
    const ScratchFolder scratch;
    options.say("making a backlog of " + std::to_string(events));
    const auto backlog = make_backlog(scratch.path().string(), events, shop);
    Samples rates;
    Samples bare_rates;
    Samples gathered_rates;
    for (int round = 0; round < (options.quick ? 3 : 1); ++round) {
        options.say("draining it");
        rates.add(drain_alone(options, scratch.path().string(), events));
        options.say("the bare pipeline");
        bare_rates.add(bare(backlog.path, events, Inserting::each_message));
        gathered_rates.add(bare(backlog.path, events, Inserting::what_has_come));
    }
    options.say("draining it while the counter works");
    const auto busy = capture_meanwhile(options, scratch.path().string(), events);
    options.say("counting bytes");
    const auto carried = bytes_of_drain(options, shop);
    Figure wire{"bytes-per-event-wire-drain", carried.up, "bytes up", {Reach::value_at_most, 100}};
    wire.note = "and " + std::to_string(carried.down).substr(0, 5) + " down";
    Figure beside{"drain-vs-bare", rates.median(), "events/s", {Reach::ratio_at_least, 0.6}};
    beside.baseline = bare_rates.median();
    beside.note = std::to_string(rates.median() / gathered_rates.median()).substr(0, 5) +
                  " of one that inserts all that has come";
    Figure slowed{
        "capture-p99-during-drain", busy.draining_ms.at(0.99), "ms p99", {Reach::ratio_at_most, 4}};
    slowed.baseline = busy.idle_ms.at(0.99);
    slowed.note = std::to_string(busy.draining_ms.count()) + " captures, median " +
                  std::to_string(busy.draining_ms.median()).substr(0, 5) + " ms";
    return {{"drain", rates.median(), "events/s", {Reach::value_at_least, 28'000}},
            beside,
            {"purchase-during-drain",
             busy.committed_ms.at(0.99),
             "ms p99",
             {Reach::value_at_most, 1000}},
            slowed,
            wire};
}

}  // namespace aisle
