// SPDX-License-Identifier: Apache-2.0
// What a recorded disk was told, and the disks that a power cut could have left of it: everything
// through the last flush before the cut is there; of what was written after it each page of 4 KiB
// is there or not, as the loss says. Walks forward only. One thread.
#pragma once

#include "agent/base/entropy.hpp"
#include "tests/blocks/block_record.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {

enum class BlockLoss { nothing, everything, some };
std::string_view to_string(BlockLoss loss);

class BlockLog {
public:
    static constexpr std::size_t page_size = 4096;
    using Pages = std::map<std::uint64_t, std::string>;  // by number; zeros are left out

    // `image` is the disk before the first record. What the log tells after a torn last record is
    // not there.
    BlockLog(const std::string& image, const std::string& log);

    std::size_t calls() const { return calls_.size(); }
    // How many calls the log told of when it had so many bytes.
    std::size_t calls_within(std::uint64_t log_bytes) const;
    std::size_t flushes() const;
    std::uint64_t disk_bytes() const { return disk_bytes_; }

    // The power goes after so many calls; not fewer than when last asked.
    void go_to(std::size_t calls);
    Pages disk(BlockLoss loss, Entropy& entropy) const;

private:
    struct Call {
        BlockRecord head;
        std::string bytes;
        std::uint64_t log_end = 0;
    };
    static void put(Pages& pages, std::uint64_t offset, std::string_view bytes);

    std::vector<Call> calls_;
    std::uint64_t disk_bytes_ = 0;
    Pages safe_;
    std::size_t safe_calls_ = 0;  // through the last flush
    std::size_t at_ = 0;
};

}  // namespace aisle
