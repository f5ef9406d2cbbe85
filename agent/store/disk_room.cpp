// SPDX-License-Identifier: Apache-2.0
#include "agent/store/disk_room.hpp"

#include "agent/base/limits.hpp"

#include <algorithm>

namespace aisle {
namespace {

// Enough for a log and the largest delete; of a small volume a quarter.
constexpr std::uint64_t headroom_max = 8 * MiB;
constexpr std::uint64_t headroom_divisor = 4;
// The log takes about this part of the room.
constexpr std::uint64_t log_divisor = 16;
constexpr std::uint64_t log_pages_min = 32;

}  // namespace

DiskRoom room_of(const DiskUse& use, std::uint64_t budget_bytes) {
    const std::uint64_t volume = use.file_bytes() + use.left_bytes;
    const std::uint64_t headroom = std::min(headroom_max, volume / headroom_divisor);
    DiskRoom room;
    room.used = use.live_bytes();
    room.pages = use.pages;
    room.free_pages = use.free_pages;
    room.end = std::min(budget_bytes, volume - headroom);
    room.reserve = room.end / ledger_reserve_divisor;
    const std::uint64_t pages = room.end / log_divisor / static_cast<std::uint64_t>(page_bytes);
    room.log_pages = static_cast<int>(
        std::clamp<std::uint64_t>(pages, log_pages_min, std::uint64_t{wal_pages_checkpoint}));
    return room;
}

}  // namespace aisle
