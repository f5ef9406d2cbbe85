// SPDX-License-Identifier: Apache-2.0
// How soon the same answer may be given to the same provocation: at once the first time, then after
// a wait that doubles up to a bound, and at once again after as long a quiet. What came too soon is
// not forgotten: it is due at the end of the wait. Pure.
#pragma once

#include "agent/base/time.hpp"

#include <algorithm>
#include <optional>

namespace aisle {

class Patience {
public:
    Patience(Seconds first, Seconds longest) : first_(first), longest_(longest), wait_(first) {}

    // Whether it may be answered now. If not, it waits.
    bool allows(MonoTime now) {
        waits_ = now < not_before_;
        if (waits_) return false;
        if (now - not_before_ >= longest_) wait_ = first_;
        not_before_ = now + wait_;
        wait_ = std::min<Micros>(wait_ * 2, longest_);
        return true;
    }
    // When what waits may be answered; nothing when nothing waits.
    std::optional<MonoTime> due() const {
        return waits_ ? std::optional(not_before_) : std::nullopt;
    }
    // What waits was answered for another reason.
    void answered() { waits_ = false; }

private:
    Micros first_;
    Micros longest_;
    Micros wait_;
    MonoTime not_before_{};
    bool waits_ = false;
};

}  // namespace aisle
