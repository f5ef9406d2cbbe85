// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/coupon/ratchet.hpp"

#include <algorithm>

namespace aisle {

WallTime Ratchet::now(std::optional<WallTime> truth, MonoTime mono) {
    if (mono > since_) {
        reached_ += mono - since_;
        since_ = mono;
    }
    if (truth) reached_ = std::max(reached_, *truth);
    return reached_;
}

}  // namespace aisle
