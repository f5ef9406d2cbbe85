// SPDX-License-Identifier: Apache-2.0
#include "tools/bench/samples.hpp"

#include <poll.h>

#include <algorithm>
#include <cmath>

namespace aisle {

void Samples::add(const Samples& more) {
    values_.insert(values_.end(), more.values_.begin(), more.values_.end());
}

double Samples::at(double part) const {
    if (values_.empty()) return 0;
    auto sorted = values_;
    std::sort(sorted.begin(), sorted.end());
    const double place = std::ceil(part * static_cast<double>(sorted.size())) - 1;
    return sorted[static_cast<std::size_t>(std::max(0.0, place))];
}

MonoTime now() {
    return SystemClock().mono();
}

double seconds_since(MonoTime start) {
    return static_cast<double>((now() - start).count()) / 1e6;
}

double milliseconds_since(MonoTime start) {
    return static_cast<double>((now() - start).count()) / 1e3;
}

void pause_for(Micros duration) {
    if (duration.count() <= 0) return;
    const timespec time{duration.count() / 1'000'000, duration.count() % 1'000'000 * 1000};
    ppoll(nullptr, 0, &time, nullptr);
}

void pause_until(MonoTime at) {
    pause_for(at - now());
}

}  // namespace aisle
