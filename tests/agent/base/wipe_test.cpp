// SPDX-License-Identifier: Apache-2.0
#include "agent/base/wipe.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string_view>

namespace aisle {
namespace {

TEST(Wipe, LeavesNothingWhereATextStood) {
    std::string text(100, 'x');
    text.resize(40);
    const char* at = text.data();
    wipe(text);
    EXPECT_TRUE(text.empty());
    ASSERT_EQ(text.data(), at);
    EXPECT_GE(text.capacity(), 100u);
    text.resize(100, 'y');  // so that it may be looked at
    text.resize(0);
    wipe(text);
    text.resize(text.capacity());
    EXPECT_EQ(text.find_first_not_of('\0'), std::string::npos);
}

TEST(Wipe, LeavesNothingInABuffer) {
    std::array<char, 8> bytes{'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'};
    wipe(std::span<char>(bytes).first(4));
    EXPECT_EQ(std::string_view(bytes.data(), 8), std::string_view("\0\0\0\0efgh", 8));
    wipe(std::span<char>());
}

}  // namespace
}  // namespace aisle
