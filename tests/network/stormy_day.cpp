// SPDX-License-Identifier: Apache-2.0
#include "tests/network/stormy_day.hpp"

#include <sstream>

namespace aisle {
namespace {

// When a fault waits for bytes that do not come by themselves.
constexpr int captures_a_look = 3;

LineOptions line_of(std::uint64_t seed) {
    return {.tls = seed % 2 == 0, .version = seed % 4 < 2 ? "5" : "3.1.1"};
}

}  // namespace

StormyDay::StormyDay(std::uint64_t seed)
    : StormyDay(seed, fault_schedule(seed, steps_a_day), line_of(seed)) {}

StormyDay::StormyDay(std::uint64_t seed, std::vector<FaultStep> schedule, LineOptions options)
    : seed_(seed), options_(options), schedule_(std::move(schedule)), line_(options, seed) {}

void StormyDay::open() {
    line_.day.shop.start_hub();
    line_.day.shop.open_daemon();
    begin_step();
}

void StormyDay::begin_step() {
    phase_ = Phase::captured_some;
    if (step_ == schedule_.size()) return line_.proxy.set_weather({});
    line_.proxy.begin(schedule_[step_]);
    line_.day.capture(captures_a_day / static_cast<int>(2 * schedule_.size()));
}

bool StormyDay::go_on() {
    if (step_ == schedule_.size()) return !drained();
    const auto counts = line_.proxy.counts();
    if (phase_ == Phase::captured_some) {
        if (counts.struck > step_) {
            phase_ = Phase::struck;
            line_.day.capture(captures_a_day / static_cast<int>(2 * schedule_.size()));
        } else if (line_.day.shop.central() == "streaming") {
            line_.day.capture(captures_a_look);
        }
    } else if (counts.over > step_) {
        ++step_;
        begin_step();
    }
    return true;
}

std::string StormyDay::told() const {
    std::ostringstream out;
    out << "seed " << seed_ << ", MQTT " << options_.version << (options_.tls ? " over TLS" : "")
        << ", in step " << step_ << " of:";
    for (const auto& step : schedule_) out << "\n  " << step;
    return out.str();
}

}  // namespace aisle
