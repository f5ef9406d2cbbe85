// SPDX-License-Identifier: Apache-2.0
// From the start of the program until a capture could be made, and what a backlog costs of memory.
// The broker is away; the daemon's checks of the file run behind.
#include "tools/bench/backlog.hpp"
#include "tools/bench/families.hpp"
#include "tools/bench/process.hpp"
#include "tools/bench/rig.hpp"

namespace aisle {
namespace {

constexpr int starts = 5;
constexpr Seconds settling{2};

struct Started {
    double ready_ms = 0;
    double pss_mb = 0;
};

Started start_with(const BenchOptions& options, std::uint64_t backlog) {
    options.say("starting with " + std::to_string(backlog) + " events waiting");
    const ScratchFolder state;
    Shop shop(options.seed);
    make_backlog(state.path().string(), backlog, shop);
    Samples ready_ms;
    Samples pss_mb;
    for (int i = 0; i < starts; ++i) {
        const Daemon daemon({options.programs, state.path().string(), 0});
        ready_ms.add(daemon.ready_ms());
        pause_for(settling);
        pss_mb.add(memory_of(daemon.pid()).pss_mb);
    }
    return {ready_ms.median(), pss_mb.median()};
}

}  // namespace

Figures start_figures(const BenchOptions& options) {
    const auto none = start_with(options, 0);
    const auto some = start_with(options, 10'000);
    const auto many = start_with(options, options.quick ? 100'000 : 1'000'000);
    Figure growth{"pss-growth", many.pss_mb - none.pss_mb, "MB", {Reach::value_at_most, 2}};
    if (options.quick) growth.note = "quick: 100,000 for 1,000,000 events, as for start-1000000";
    return {{"start-0", none.ready_ms, "ms", {Reach::value_at_most, 150}},
            {"start-10000", some.ready_ms, "ms", {Reach::value_at_most, 150}},
            {"start-1000000", many.ready_ms, "ms", {Reach::value_at_most, 200}},
            growth};
}

}  // namespace aisle
