// SPDX-License-Identifier: Apache-2.0
#include "drivers/dedup.hpp"

#include <algorithm>

namespace aisle {

bool Dedup::repeats(const Scan& scan) {
    if (window_ <= Millis(0)) return false;
    const auto code = sha256({scan.aim, scan.bytes});
    const auto same = std::find_if(seen_.begin(), seen_.end(), [&](const Seen& seen) {
        return seen.used && seen.code == code;
    });
    if (same != seen_.end()) {
        const bool within = scan.at - same->at < window_;
        same->at = scan.at;
        return within;
    }
    const auto oldest = std::min_element(
        seen_.begin(), seen_.end(),
        [](const Seen& a, const Seen& b) { return a.used != b.used ? b.used : a.at < b.at; });
    *oldest = {.code = code, .at = scan.at, .used = true};
    return false;
}

}  // namespace aisle
