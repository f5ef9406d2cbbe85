// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/mishap.hpp"

namespace aisle {

std::string_view to_string(Mishap fault) {
    constexpr std::array<std::string_view, all_mishaps.size()> words{"line cut",
                                                                     "half-open line",
                                                                     "broker restarted",
                                                                     "slow line",
                                                                     "broker away",
                                                                     "kicked",
                                                                     "delivered twice",
                                                                     "central's words lost",
                                                                     "batches lost",
                                                                     "device killed",
                                                                     "device stopped",
                                                                     "power cut",
                                                                     "power cut at a disk call",
                                                                     "disk full",
                                                                     "disk call fails",
                                                                     "clock jumps",
                                                                     "disk put back",
                                                                     "clone",
                                                                     "hub killed",
                                                                     "hub's power cut",
                                                                     "hub restored",
                                                                     "hub wiped",
                                                                     "hub's clock jumps"};
    return words.at(static_cast<std::size_t>(fault));
}

bool lets_batches_overtake(Mishap fault) {
    switch (fault) {
        case Mishap::broker_restart:
        case Mishap::batches_lost:
        case Mishap::hub_killed:
        case Mishap::hub_power_cut:
        case Mishap::hub_restored:
        case Mishap::hub_wiped:
        case Mishap::kicks:
        case Mishap::broker_away:
        case Mishap::disk_put_back:
        case Mishap::clone:
            return true;
        default:
            return false;
    }
}

}  // namespace aisle
