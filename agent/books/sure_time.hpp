// SPDX-License-Identifier: Apache-2.0
// What time it surely is, for everybody who judges rights by it: the ratchet that the books keep,
// with the clocks of this process. Owner's thread.
#pragma once

#include "agent/base/function.hpp"
#include "agent/base/time.hpp"
#include "agent/domain/coupon/ratchet.hpp"

#include <optional>

namespace aisle {

class SureTime {
public:
    SureTime(const Clock& clock, Function<std::optional<WallTime>()> truth, WallTime reached)
        : clock_(clock), truth_(std::move(truth)), ratchet_(reached, clock.mono()) {}

    WallTime now() { return ratchet_.now(truth_(), clock_.mono()); }

private:
    const Clock& clock_;
    Function<std::optional<WallTime>()> truth_;
    Ratchet ratchet_;
};

}  // namespace aisle
