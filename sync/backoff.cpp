// SPDX-License-Identifier: Apache-2.0
#include "sync/backoff.hpp"

#include "agent/base/limits.hpp"

#include <algorithm>

namespace aisle {
namespace {
constexpr int doublings_max = 20;
}

void Backoff::ended(MonoTime now) {
    if (began_ && now - *began_ >= stable_) failures_ = 0;
    began_.reset();
}

void Backoff::go_to_cap() {
    failures_ = doublings_max;
}

Micros Backoff::range() const {
    const Micros doubled = Micros{backoff_first} * (std::int64_t{1} << failures_);
    return std::min<Micros>(doubled, cap_);
}

Micros Backoff::next() {
    const auto jitter = entropy_.below(static_cast<std::uint64_t>(range().count()));
    failures_ = std::min(failures_ + 1, doublings_max);
    return Micros{backoff_first} + Micros{static_cast<std::int64_t>(jitter)};
}

}  // namespace aisle
