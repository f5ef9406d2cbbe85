// SPDX-License-Identifier: Apache-2.0
// A day in a shop whose device reaches the broker through the fault proxy; the hub stands beside
// the broker and is not disturbed. And what the device says of its line.
#pragma once

#include "tests/kill/day.hpp"
#include "tests/support/fault_proxy.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {

struct LineOptions {
    bool tls = false;
    std::string version = "auto";
    std::string host = "localhost";  // as the device knows the proxy
    std::string hub_fault{};
    std::string settings{};                    // of [sync], then more of aisle.toml
    std::string broker_lines{};                // more of mosquitto.conf
    std::vector<std::string> before_daemon{};  // words that the daemon's command comes after
};

class DayOnALine {
public:
    explicit DayOnALine(const LineOptions& options = {}, std::uint64_t seed = 1);

    // What the status page says of the line, without looking whether it is degraded.
    std::string trouble() const;
    // It comes to say so, in the status and among the problems.
    bool says(std::string_view words) const;
    // A port at which the broker takes the device: with TLS, or plain.
    std::uint16_t broker_port() const;

    FaultProxy proxy;
    const std::uint16_t tls_port;  // 0: none
    Day day;
};

}  // namespace aisle
