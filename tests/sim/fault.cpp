// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/fault.hpp"

namespace aisle {

std::string_view to_string(Fault fault) {
    constexpr std::array<std::string_view, all_faults.size()> words{"line cut",
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
                                                                    "hub wiped"};
    return words.at(static_cast<std::size_t>(fault));
}

bool lets_batches_overtake(Fault fault) {
    switch (fault) {
        case Fault::broker_restart:
        case Fault::batches_lost:
        case Fault::hub_killed:
        case Fault::hub_power_cut:
        case Fault::hub_restored:
        case Fault::hub_wiped:
        case Fault::kicks:
        case Fault::broker_away:
        case Fault::disk_put_back:
        case Fault::clone:
            return true;
        default:
            return false;
    }
}

}  // namespace aisle
