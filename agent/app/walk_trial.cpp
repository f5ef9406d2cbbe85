// SPDX-License-Identifier: Apache-2.0
#include "agent/app/walk_trial.hpp"

namespace aisle {

WalkVerdict WalkTrial::judge(const Result<bool>& slice, const WalkReport& report) {
    if (slice) {
        failures_ = 0;
        if (*slice) return WalkVerdict::go_on;
        return report.whole() ? WalkVerdict::whole : WalkVerdict::damaged;
    }
    const auto kind = slice.error().kind();
    if (kind != Errc::io && kind != Errc::unavailable) return WalkVerdict::damaged;
    if (++failures_ <= walk_retries_max) return WalkVerdict::again;
    return kind == Errc::io ? WalkVerdict::damaged : WalkVerdict::given_up;
}

}  // namespace aisle
