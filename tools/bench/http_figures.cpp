// SPDX-License-Identifier: Apache-2.0
// Durable capture over local HTTP: the real daemon, 64 connections that are kept, each asking again
// as soon as it is answered. The caller shares the machine's cores with the daemon.
#include "tools/bench/families.hpp"
#include "tools/bench/http_caller.hpp"
#include "tools/bench/rig.hpp"

namespace aisle {
namespace {

constexpr std::size_t connections = 64;
constexpr int rounds = 3;

}  // namespace

Figures http_figures(const BenchOptions& options) {
    Shop shop(options.seed);
    Samples rates;
    Samples slowest;
    for (int round = 0; round < rounds; ++round) {
        options.say("64 HTTP connections, round " + std::to_string(round + 1));
        const ScratchFolder state;
        const Daemon daemon({options.programs, state.path().string(), 0});
        std::vector<Occasion> occasions;
        for (int i = 0; i < (options.quick ? 20'000 : 100'000); ++i) {
            occasions.push_back(shop.next());
        }
        const auto load = post_all(daemon.port(), occasions, connections);
        rates.add(static_cast<double>(occasions.size()) / load.seconds);
        slowest.add(load.latency_ms.at(0.99));
    }
    Figure figure{"capture-http-64", rates.median(), "events/s", {Reach::value_at_least, 15'000}};
    figure.note = "p99 " + std::to_string(slowest.median()).substr(0, 4) + " ms";
    return {figure};
}

}  // namespace aisle
