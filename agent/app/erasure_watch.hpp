// SPDX-License-Identifier: Apache-2.0
// Whether all that central wants forgotten has reached this device, as far as it has been told how
// much there is: until then no member is shown. What central said last counts, in an earlier life
// of the program as well; with the line down nobody is kept from anything. Pure; owner's thread.
#pragma once

#include "sync/feeds.hpp"

#include <chrono>
#include <vector>

namespace aisle {

inline constexpr std::chrono::hours erasure_absence{30 * 24};

class ErasureWatch {
public:
    // At a start: central was not heard for longer than erasure_absence. Until the next welcome
    // nobody knows who wants to be forgotten.
    void was_away() { pending_ = away_ = true; }
    // What a welcome said of all feeds.
    void told(const std::vector<FeedHead>& heads);
    // How far the feeds are.
    void looked(const std::vector<FeedRow>& rows);
    bool pending() const { return pending_; }

private:
    std::vector<FeedHead> heads_;
    bool pending_ = false;
    bool away_ = false;
};

}  // namespace aisle
