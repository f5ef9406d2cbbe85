// SPDX-License-Identifier: Apache-2.0
#include "agent/base/long_file.hpp"

#include "tests/support/scratch_folder.hpp"

#include <gtest/gtest.h>

#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>

namespace aisle {
namespace {

TEST(LongFile, HasItsNameOnlyOnceItIsWhole) {
    const ScratchFolder folder;
    const auto path = folder.file("stick");
    {
        auto file = *NewFile::begin(path);
        ASSERT_TRUE(file.write("one "));
        EXPECT_FALSE(std::filesystem::exists(path));
        ASSERT_TRUE(file.write("two"));
        ASSERT_TRUE(file.finish());
    }
    EXPECT_EQ(read_whole(path), "one two");
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1);
    struct stat there {};
    ASSERT_EQ(::stat(path.c_str(), &there), 0);
    EXPECT_EQ(there.st_mode & 0777, 0600U) << "it may hold what people are called";
}

TEST(LongFile, WhatWasNotFinishedIsRemoved) {
    const ScratchFolder folder;
    { ASSERT_TRUE(NewFile::begin(folder.file("stick"))->write("half")); }
    EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(LongFile, DoesNotTakeAnothersName) {
    const ScratchFolder folder;
    const auto path = folder.write("stick", "other");
    const auto file = NewFile::begin(path);
    ASSERT_FALSE(file);
    EXPECT_EQ(file.error().kind(), Errc::conflict);
    EXPECT_EQ(read_whole(path), "other");
}

// The kernel's bound on the size of files stands in for a full stick: a write takes a part, the
// next takes nothing.
TEST(LongFile, AFullMediumIsSaidAndLeavesNothing) {
    const ScratchFolder folder;
    rlimit before{};
    ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
    const auto quiet = std::signal(SIGXFSZ, SIG_IGN);
    const rlimit small{4096, before.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
    const auto outcome = [&]() -> Result<void> {
        TRY(auto file, NewFile::begin(folder.file("stick")));
        return file.write(std::string(10'000, 'x'));
    }();
    ::setrlimit(RLIMIT_FSIZE, &before);
    std::signal(SIGXFSZ, quiet);
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().kind(), Errc::full);
    EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(LongFile, AFolderThatIsNotThereIsSaid) {
    EXPECT_EQ(NewFile::begin("/nowhere/at/all").error().kind(), Errc::not_found);
}

TEST(LongFile, IsReadInPiecesWithTheRestAtItsEnd) {
    const ScratchFolder folder;
    auto file = *OldFile::open(folder.write("stick", "abcdefg"), true);
    EXPECT_EQ(*file.read(3), "abc");
    EXPECT_EQ(*file.read(3), "def");
    EXPECT_EQ(*file.read(3), "g");
    EXPECT_EQ(*file.read(3), "");
    EXPECT_EQ(OldFile::open(folder.file("no")).error().kind(), Errc::not_found);
}

}  // namespace
}  // namespace aisle
