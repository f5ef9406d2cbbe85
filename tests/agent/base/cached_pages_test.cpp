// SPDX-License-Identifier: Apache-2.0
#include "agent/base/cached_pages.hpp"

#include "agent/base/descriptor.hpp"
#include "agent/base/files.hpp"
#include "tests/support/scratch_folder.hpp"

#include <gtest/gtest.h>

#include <fcntl.h>
#include <linux/magic.h>
#include <sys/mman.h>
#include <sys/vfs.h>

#include <algorithm>
#include <vector>

namespace aisle {
namespace {

// How many pages of a file the system would serve from memory.
std::ptrdiff_t pages_cached(const std::string& path, std::size_t size) {
    const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    void* const mapped = ::mmap(nullptr, size, PROT_READ, MAP_SHARED, file.get(), 0);
    std::vector<unsigned char> pages((size + page - 1) / page);
    EXPECT_EQ(::mincore(mapped, size, pages.data()), 0);
    ::munmap(mapped, size);
    return std::ranges::count_if(pages, [](unsigned char one) { return (one & 1U) != 0; });
}

TEST(CachedPages, WhatIsReadAfterTheyWereDroppedComesFromTheDisk) {
    ScratchFolder folder;
    struct statfs volume {};
    ASSERT_EQ(::statfs(folder.path().c_str(), &volume), 0);
    if (volume.f_type == TMPFS_MAGIC) GTEST_SKIP() << "a volume in memory is all cache";
    SystemFiles files;
    const std::string bytes(256 * 1024, 'x');
    const auto path = folder.file("log");
    ASSERT_TRUE(files.replace(path, bytes));
    EXPECT_GT(pages_cached(path, bytes.size()), 0);
    ASSERT_TRUE(drop_cached_pages(path));
    EXPECT_EQ(pages_cached(path, bytes.size()), 0);
    EXPECT_EQ(*files.read(path, bytes.size()), bytes);
}

TEST(CachedPages, AFileThatIsNotThereHasNone) {
    ScratchFolder folder;
    EXPECT_TRUE(drop_cached_pages(folder.file("log")));
}

TEST(CachedPages, AFileInTheWayOfItsFolderIsAnError) {
    ScratchFolder folder;
    const auto outcome = drop_cached_pages(folder.write("file", "x") + "/log");
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().kind(), Errc::not_found);
    EXPECT_NE(outcome.error().what().find("/file/log"), std::string::npos);
}

}  // namespace
}  // namespace aisle
