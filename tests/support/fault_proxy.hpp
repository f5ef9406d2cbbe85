// SPDX-License-Identifier: Apache-2.0
// A TCP proxy on loopback that does to its connections what networks do: it has weather, and faults
// strike when they are told to or once so many bytes have passed. It needs no privilege and knows
// nothing of what is said through it, so TLS passes as well.
//
// Its own thread does the work; it is told and asked from any thread, and what it was told is so
// when the call returns.
#pragma once

#include "tests/support/fault_schedule.hpp"

#include <cstdint>
#include <memory>

namespace aisle {

struct ProxyCounts {
    std::size_t connections = 0;  // that came
    std::size_t open = 0;         // that are there
    std::uint64_t bytes_up = 0;   // that were passed on
    std::uint64_t bytes_down = 0;
    std::size_t struck = 0;  // faults that began
    std::size_t over = 0;    // and ended
};

class FaultProxy {
public:
    // `seed` is the jitter's.
    explicit FaultProxy(std::uint16_t behind = 0, std::uint64_t seed = 1);
    ~FaultProxy();
    FaultProxy(const FaultProxy&) = delete;
    FaultProxy& operator=(const FaultProxy&) = delete;

    std::uint16_t port() const;
    // Connections that come from now on go there.
    void lead_to(std::uint16_t behind);
    // From now on, for what is there and for what comes.
    void set_weather(const Weather& weather);
    // The weather at once, the fault after its bytes. An earlier step that did not strike is off.
    void begin(const FaultStep& step);
    // The fault of the step that was begun, at once; nothing if it has struck.
    void strike();
    // At once, and until heal().
    void strike(Fault fault);
    // What lasts ends now.
    void heal();
    ProxyCounts counts() const;

private:
    class Body;
    std::unique_ptr<Body> body_;
};

}  // namespace aisle
