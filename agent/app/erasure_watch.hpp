// SPDX-License-Identifier: Apache-2.0
// Whether all that central wants forgotten has reached this device, as far as it has been told how
// much there is: until then no member is shown. What central said last counts, in an earlier life
// of the program as well; with the line down nobody is kept from anything. Pure; owner's thread.
#pragma once

#include "sync/feeds.hpp"

#include <vector>

namespace aisle {

class ErasureWatch {
public:
    // What a welcome said of all feeds.
    void told(const std::vector<FeedHead>& heads);
    // How far the feeds are.
    void looked(const std::vector<FeedRow>& rows);
    bool pending() const { return pending_; }

private:
    std::vector<FeedHead> heads_;
    bool pending_ = false;
};

}  // namespace aisle
