// SPDX-License-Identifier: Apache-2.0
#include "tests/support/fault_schedule.hpp"

#include "agent/base/entropy.hpp"

#include <algorithm>
#include <array>
#include <ostream>

namespace aisle {
namespace {

constexpr std::array<std::string_view, fault_kinds> fault_names{
    "refuse",    "reset",     "close",     "truncate",    "black hole",
    "half open", "hold down", "lose down", "large stall", "duplicate connect"};

Millis drawn(Entropy& chance, std::uint64_t most) {
    return Millis{static_cast<std::int64_t>(chance.below(most + 1))};
}

Weather drawn_weather(Entropy& chance) {
    Weather weather;
    if (chance.below(2) == 0) weather.latency = drawn(chance, 40);
    if (chance.below(2) == 0) weather.jitter = drawn(chance, 30);
    if (chance.below(3) == 0) weather.bytes_per_second = 8000 + chance.below(200'000);
    if (chance.below(3) == 0) weather.slice_bytes = 1 + chance.below(200);
    return weather;
}

// From a handshake's bytes to those of some hundred events.
std::size_t drawn_bytes(Entropy& chance, Way way) {
    const std::uint64_t most = chance.below(3) == 0 ? 500 : 6000;
    return 1 + chance.below(way == Way::up ? most : most / 4);
}

}  // namespace

std::string_view to_string(Way way) {
    return way == Way::up ? "up" : "down";
}

std::string_view to_string(Fault fault) {
    return fault_names[static_cast<std::size_t>(fault)];
}

std::ostream& operator<<(std::ostream& out, const FaultStep& step) {
    const Weather& w = step.weather;
    out << to_string(step.fault) << " after " << step.after_bytes << " bytes "
        << to_string(step.way) << " for " << step.lasting.count() << " ms; latency "
        << w.latency.count() << " + " << w.jitter.count() << " ms";
    if (w.bytes_per_second > 0) out << ", " << w.bytes_per_second << " B/s";
    if (w.slice_bytes > 0) out << ", slices of " << w.slice_bytes;
    return out;
}

std::vector<FaultStep> fault_schedule(std::uint64_t seed, std::size_t steps) {
    SeededEntropy chance(seed);
    std::vector<FaultStep> schedule;
    std::vector<Fault> left;
    for (std::size_t i = 0; i < steps; ++i) {
        if (left.empty()) {
            for (std::size_t kind = 0; kind < fault_kinds; ++kind) {
                left.push_back(static_cast<Fault>(kind));
            }
        }
        const auto which = static_cast<std::ptrdiff_t>(chance.below(left.size()));
        FaultStep step;
        step.fault = left[static_cast<std::size_t>(which)];
        left.erase(left.begin() + which);
        step.weather = drawn_weather(chance);
        step.way = chance.below(3) == 0 ? Way::down : Way::up;
        step.after_bytes = drawn_bytes(chance, step.way);
        step.lasting = drawn(chance, 1000);
        schedule.push_back(step);
    }
    return schedule;
}

}  // namespace aisle
