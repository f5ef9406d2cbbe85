// SPDX-License-Identifier: Apache-2.0
#include "tools/bundle/tar_archive.hpp"

#include "tests/support/child_process.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/scratch_folder.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

// The judge is the system's own tar.
TEST(TarArchive, TheSystemsTarGivesBackEveryByte) {
    const std::string odd = std::string("a\0b\nc", 5) + std::string(700, 'x');
    TarArchive archive(ManualClock::morning);
    archive.add("bundle/one.txt", "one\n");
    archive.add("bundle/empty.txt", "");
    archive.add("bundle/block.txt", std::string(512, 'y'));
    archive.add("bundle/odd.bin", odd);
    const ScratchFolder folder;
    const auto path = folder.write("a.tar", archive.whole());
    const auto ran = run_program({"tar", "-xvf", path, "-C", folder.path().string()});
    EXPECT_EQ(ran.status, 0) << ran.output;
    EXPECT_EQ(read_whole(folder.file("bundle/one.txt")), "one\n");
    EXPECT_EQ(read_whole(folder.file("bundle/empty.txt")), "");
    EXPECT_EQ(read_whole(folder.file("bundle/block.txt")), std::string(512, 'y'));
    EXPECT_EQ(read_whole(folder.file("bundle/odd.bin")), odd);
    const auto listed = run_program({"tar", "--utc", "-tvf", path}).output;
    EXPECT_NE(listed.find("-rw------- 0/0"), std::string::npos) << listed;
    EXPECT_NE(listed.find("2026-07-01 08:00"), std::string::npos) << listed;
}

TEST(TarArchive, OneWithoutFilesIsOneToo) {
    const ScratchFolder folder;
    const auto path = folder.write("a.tar", TarArchive(ManualClock::morning).whole());
    EXPECT_EQ(run_program({"tar", "-tf", path}).status, 0);
}

}  // namespace
}  // namespace aisle
