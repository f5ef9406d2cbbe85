// SPDX-License-Identifier: Apache-2.0
// One device's memory of what it read a moment ago: a code that stays before a scanner is read
// again and again and is one scan. The window runs from the last time a code was seen, so a code
// left lying there stays one scan. Kept are digests, not codes: what must not be stored (payment
// codes pass here) is not. Bounded; pure; one thread at a time.
#pragma once

#include "agent/base/crypto/sha256.hpp"
#include "agent/base/limits.hpp"
#include "agent/domain/scan.hpp"

#include <array>
#include <cstddef>

namespace aisle {

class Dedup {
public:
    // 0: nothing is ever a duplicate.
    explicit Dedup(Millis window) : window_(window) {}

    // Whether this device read the same bytes of the same kind within the window; remembers it.
    bool repeats(const Scan& scan);

private:
    struct Seen {
        Digest code;
        MonoTime at;
        bool used = false;
    };

    Millis window_;
    std::array<Seen, dedup_scans_max> seen_{};
};

}  // namespace aisle
