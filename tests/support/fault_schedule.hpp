// SPDX-License-Identifier: Apache-2.0
// What a line between a device and its broker suffers, as values: the weather it has all the time,
// and faults that strike once so many bytes have passed. Drawn from a seed: the same seed gives the
// same schedule for ever. What the sockets make of it to the microsecond belongs to the machine.
// Pure.
#pragma once

#include "agent/base/time.hpp"

#include <cstdint>
#include <iosfwd>
#include <string_view>
#include <vector>

namespace aisle {

enum class Way { up, down };  // towards the broker, towards the device
std::string_view to_string(Way way);

struct Weather {
    Millis latency{0};  // each way
    Millis jitter{0};   // up to so much more; what was sent first still arrives first
    std::size_t bytes_per_second = 0;  // each way; 0: no bound
    std::size_t slice_bytes = 0;       // passed on in pieces no larger; 0: as they come
    bool operator==(const Weather&) const = default;
};

enum class Fault {
    refuse,             // what is there is closed, and nobody listens for a while
    reset,              // both ends hear a reset
    close,              // both ends hear an end
    truncate,           // the same, in the middle of a message and without what was on its way
    black_hole,         // nothing passes for a while, then all that was held
    half_open,          // the broker hears a reset, the device hears nothing for a while
    hold_down,          // the way up is whole, what comes down is late by a while
    lose_down,          // the way up is whole, nothing comes down any more; then both ends end
    large_stall,        // what is larger than a packet does not pass, nor what comes after it
    duplicate_connect,  // the broker hears the connection's first words once more, from elsewhere
};
inline constexpr std::size_t fault_kinds = 10;
std::string_view to_string(Fault fault);

struct FaultStep {
    Weather weather{};
    Fault fault = Fault::reset;
    Way way = Way::up;            // whose bytes are counted, and cut by `truncate`
    std::size_t after_bytes = 0;  // since the step began
    Millis lasting{0};            // the while
    bool operator==(const FaultStep&) const = default;
};
std::ostream& operator<<(std::ostream& out, const FaultStep& step);

// Faults are short, so that many fit into a test: a while is at most a second. Each kind comes once
// before any comes again.
std::vector<FaultStep> fault_schedule(std::uint64_t seed, std::size_t steps);

}  // namespace aisle
