// SPDX-License-Identifier: Apache-2.0
#include "agent/app/state_key.hpp"

#include "tests/support/scratch_folder.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

TEST(StateKey, IsMadeOnceAndKept) {
    ScratchFolder folder;
    SystemFiles files;
    SeededEntropy chance(7);
    const auto first = open_state_key(folder.path().string(), files, chance);
    ASSERT_TRUE(first);
    EXPECT_EQ(first->size(), 32u);
    EXPECT_EQ(*open_state_key(folder.path().string(), files, chance), *first);
}

TEST(StateKey, ReplacesOneThatIsNone) {
    ScratchFolder folder;
    SystemFiles files;
    SeededEntropy chance(7);
    for (const std::string& bytes : {std::string(), std::string("short"), std::string(33, 'x')}) {
        ASSERT_TRUE(files.replace((folder.path() / "digest.key").string(), bytes));
        const auto key = open_state_key(folder.path().string(), files, chance);
        ASSERT_TRUE(key);
        EXPECT_EQ(key->size(), 32u);
        EXPECT_NE(*key, bytes);
    }
}

TEST(StateKey, SaysThatThereIsNoFolder) {
    SystemFiles files;
    SeededEntropy chance(7);
    EXPECT_FALSE(open_state_key("/nowhere/at/all", files, chance));
}

}  // namespace
}  // namespace aisle
