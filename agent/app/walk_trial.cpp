// SPDX-License-Identifier: Apache-2.0
#include "agent/app/walk_trial.hpp"

#include "sync/salvage.hpp"

namespace aisle {

WalkVerdict WalkTrial::judge(const Result<bool>& slice, const WalkReport& report) {
    if (slice) {
        failures_ = 0;
        if (*slice) return WalkVerdict::go_on;
        return report.whole() ? WalkVerdict::whole : WalkVerdict::damaged;
    }
    // What says nothing of the file must not have it set aside.
    if (says_nothing_of_the_file(slice.error())) {
        return ++failures_ <= walk_retries_max ? WalkVerdict::again : WalkVerdict::given_up;
    }
    if (slice.error().kind() != Errc::io) return WalkVerdict::damaged;
    return ++failures_ <= walk_retries_max ? WalkVerdict::again : WalkVerdict::damaged;
}

}  // namespace aisle
