// SPDX-License-Identifier: Apache-2.0
// A day of the real daemon with its state on a recorded volume. Of each thing that was answered as
// saved it is known how much the recorder had noted by then: whatever the disk holds later, that
// thing must be on it. One thread.
#pragma once

#include "tests/blocks/volume.hpp"
#include "tests/kill/shop.hpp"
#include "tests/kill/till.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace aisle {

class RecordedDay {
public:
    RecordedDay(const RecordedVolume& volume, std::string daemon);

    // So many things of all sorts, each answered before the next: a commit each.
    void capture(int things);
    // So many sales that fill the log; it is copied back on the way.
    void capture_long(int sales);
    // Asks for so many things and is answered fewer; then the daemon is killed and opened again.
    void be_killed(int things, std::size_t answers);

    struct Heard {
        Answered answer;
        std::uint64_t log_bytes = 0;
    };
    const std::vector<Heard>& heard() const { return heard_; }
    Shop shop;

private:
    // A scan, a purchase, a sign-up, and so on.
    void want(int thing);
    void settle();
    void note();

    const RecordedVolume& volume_;
    Till till_;
    std::vector<Heard> heard_;
};

}  // namespace aisle
