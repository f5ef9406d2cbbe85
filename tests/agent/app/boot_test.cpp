// SPDX-License-Identifier: Apache-2.0
#include "agent/app/boot.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace aisle {
namespace {

TEST(Boot, HasOneIdOfHexDigitsForItsWholeLength) {
    const auto id = read_boot_id();
    ASSERT_EQ(id.size(), 32U);
    EXPECT_TRUE(std::all_of(id.begin(), id.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    }));
    EXPECT_EQ(read_boot_id(), id);
}

TEST(Boot, AsksTheKernelAboutItsClockWithoutChangingIt) {
    // Whatever the answer is on this machine, it is the same twice.
    EXPECT_EQ(kernel_clock_synced(), kernel_clock_synced());
}

}  // namespace
}  // namespace aisle
