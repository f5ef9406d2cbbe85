// SPDX-License-Identifier: Apache-2.0
// The recorded volume as a power cut would have left it: built, mounted with the kernel's own ext4,
// whose journal is replayed, and opened with the code that the daemon opens it with. What was
// answered before the cut must be there, byte for byte, in its place; and the state must be whole.
// One thread.
#pragma once

#include "agent/store/sqlite.hpp"

#include "tests/blocks/block_log.hpp"
#include "tests/blocks/recorded_day.hpp"

#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace aisle {

struct ReplayCount {
    std::size_t points = 0;
    std::size_t promises = 0;  // answers looked for, over all points
    std::size_t broken = 0;    // does not mount, does not open, or is not whole
    std::size_t lost = 0;      // points at which something answered is missing or changed
    std::string first_wrong;
    std::string text() const;
};

class Replay {
public:
    // What the day's own journal holds now says how each event must read.
    Replay(BlockLog log, const RecordedDay& day);

    // So many points, spread over the whole record by the seed.
    void look(std::size_t points, std::uint64_t seed);
    const ReplayCount& count() const { return count_; }

private:
    // Id and event by lane and number.
    using Rows = std::map<std::pair<Lane, std::uint64_t>, std::pair<std::string, std::string>>;

    void look_at(std::size_t calls, BlockLoss loss, Entropy& dice);
    static Result<Rows> open_state(const std::string& folder);
    static Result<Rows> rows_of(Database& db);
    // What is missing of what was answered by then, or empty.
    std::string missing_from(const Rows& rows, std::size_t calls);

    BlockLog log_;
    std::vector<std::pair<Answered, std::size_t>> promises_;  // and the calls made by then
    Rows expected_;
    ScratchFolder scratch_;
    std::string name_;  // of the point at hand
    ReplayCount count_;
};

}  // namespace aisle
