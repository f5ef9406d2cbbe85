// SPDX-License-Identifier: Apache-2.0
#include "agent/store/disk_room.hpp"

#include "agent/base/limits.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

DiskUse use_of(std::uint64_t pages, std::uint64_t free_pages, std::uint64_t left_bytes) {
    DiskUse use;
    use.page_bytes = 4096;
    use.pages = pages;
    use.free_pages = free_pages;
    use.wal_bytes = 64 * KiB;
    use.left_bytes = left_bytes;
    return use;
}

TEST(DiskRoom, IsTheBudgetOnALargeVolume) {
    const auto room = room_of(use_of(1000, 100, 100'000 * MiB), 512 * MiB);
    EXPECT_EQ(room.end, 512 * MiB);
    EXPECT_EQ(room.reserve, 128 * MiB);
    EXPECT_EQ(room.used, 900 * 4096 + 64 * KiB);
    EXPECT_EQ(room.log_pages, wal_pages_checkpoint);
}

TEST(DiskRoom, LeavesHeadroomOnAVolumeSmallerThanTheBudget) {
    const auto room = room_of(use_of(256, 0, 5 * MiB - 64 * KiB), 512 * MiB);
    EXPECT_EQ(room.end, 6 * MiB - 6 * MiB / 4);
    EXPECT_LT(room.log_pages, wal_pages_checkpoint);
    EXPECT_GE(room.log_pages, 32);
}

TEST(DiskRoom, IsLowWhenOnlyTheReserveIsLeftAndFullAtItsEnd) {
    const std::uint64_t budget = 16 * MiB;
    EXPECT_FALSE(room_of(use_of(1000, 0, 1000 * MiB), budget).low());
    const auto low = room_of(use_of(3100, 0, 1000 * MiB), budget);
    EXPECT_TRUE(low.low());
    EXPECT_FALSE(low.full());
    EXPECT_TRUE(room_of(use_of(4080, 0, 1000 * MiB), budget).full());
    EXPECT_FALSE(room_of(use_of(4080, 3000, 1000 * MiB), budget).low()) << "free pages are free";
}

TEST(DiskRoom, HasNoEndOnAVolumeThatIsFullToTheLastByte) {
    const auto room = room_of(use_of(1500, 0, 0), 512 * MiB);
    EXPECT_TRUE(room.full());
}

}  // namespace
}  // namespace aisle
