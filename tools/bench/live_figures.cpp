// SPDX-License-Identifier: Apache-2.0
// A shop on-line: how soon an event is central's, what it costs on the wire, and what the daemon
// costs the machine while nothing happens.
#include "tools/bench/byte_relay.hpp"
#include "tools/bench/counter.hpp"
#include "tools/bench/families.hpp"
#include "tools/bench/process.hpp"

#include <cmath>

namespace aisle {
namespace {

// What is said at the beginning (hello, welcome, feeds, the boot event) has gone by then.
constexpr Seconds settling{3};

struct Shopfront {
    explicit Shopfront(const BenchOptions& options, bool tls = true)
        : relay(tls ? broker.tls_port() : broker.plain_port()),
          hub(options.programs, broker),
          watch(hub.watch()),
          daemon({options.programs, state.path().string(), relay.port(), tls}) {
        wait_until([this] { return watch.events() > 0; }, "the daemon's boot reaches the hub");
        pause_for(settling);
    }

    ScratchFolder state;
    Broker broker;
    ByteRelay relay;
    HubProcess hub;
    HubWatch watch;
    Daemon daemon;
};

struct Carried {
    double up = 0;  // bytes an event
    double down = 0;
};

// Each event alone on its way: the next is posted when the last is at the hub and acknowledged.
Carried single_events(Shopfront& front, Shop& shop, int events) {
    HttpCaller caller(front.daemon.port());
    const auto up = front.relay.bytes_up();
    const auto down = front.relay.bytes_down();
    for (int i = 0; i < events; ++i) {
        const auto id = caller.post(shop.next());
        wait_until([&] { return front.watch.has(id); }, "an event reaches the hub");
        pause_for(Millis{5});
    }
    pause_for(Millis{500});
    return {static_cast<double>(front.relay.bytes_up() - up) / events,
            static_cast<double>(front.relay.bytes_down() - down) / events};
}

// MQTT's bytes, packets and acknowledgements whole; what TLS adds to each record stands beside.
Figure live_wire(const BenchOptions& options, Shopfront& front, Shop& shop) {
    const int events = options.quick ? 100 : 300;
    options.say("single events on the wire");
    const auto sealed = single_events(front, shop, events);
    Shopfront plain(options, false);
    const auto bare = single_events(plain, shop, events);
    Figure figure{"bytes-per-event-wire-live", bare.up, "bytes up", {Reach::value_at_most, 250}};
    const auto whole = [](double bytes) { return std::to_string(std::lround(bytes)); };
    figure.note = "and " + whole(bare.down) + " down; in TLS " + whole(sealed.up) + " up, " +
                  whole(sealed.down) + " down";
    return figure;
}

Figures rest(const BenchOptions& options, const Shopfront& front) {
    const auto memory = memory_of(front.daemon.pid());
    const Seconds watched{options.quick ? 20 : 60};
    options.say("at rest for " + std::to_string(watched.count()) + " s");
    const auto before = effort_of(front.daemon.pid());
    const auto start = now();
    pause_for(watched);
    const auto after = effort_of(front.daemon.pid());
    const double minutes = seconds_since(start) / 60;
    return {{"pss", memory.pss_mb, "MB", {Reach::value_at_most, 8}},
            {"rss", memory.rss_mb, "MB", {Reach::value_at_most, 16}},
            {"idle-cpu",
             (after.cpu_ms - before.cpu_ms) / minutes,
             "ms/min",
             {Reach::value_at_most, 60}},
            {"idle-wakeups",
             static_cast<double>(after.wakeups - before.wakeups) / minutes,
             "per min",
             {Reach::value_at_most, 260}}};
}

}  // namespace

Figures live_figures(const BenchOptions& options) {
    Shop shop(options.seed);
    Shopfront front(options);
    Figures figures = rest(options, front);

    options.say("purchases on-line");
    Counter counter(front.daemon.port(), front.watch, shop);
    const std::size_t purchases = options.quick ? 300 : 1'000;
    counter.work(Millis{10}, [&] { return counter.saved_ms().count() >= purchases; });
    Figure figure{"capture-to-committed",
                  counter.committed_ms().median(),
                  "ms p50",
                  {Reach::value_at_most, 15}};
    figure.note = "p99 " + std::to_string(counter.committed_ms().at(0.99)).substr(0, 5) + " ms";
    figures.push_back(figure);

    figures.push_back(live_wire(options, front, shop));
    return figures;
}

}  // namespace aisle
