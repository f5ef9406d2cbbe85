// SPDX-License-Identifier: Apache-2.0
#include "drivers/tail_folder.hpp"

#include "tests/support/scratch_folder.hpp"

#include <gtest/gtest.h>

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>

namespace aisle {
namespace {

std::vector<std::string> names(const TailFolder& folder) {
    std::vector<std::string> names;
    const auto files = folder.look();
    EXPECT_TRUE(files);
    if (files) {
        for (const auto& file : *files) names.push_back(file.name);
    }
    std::ranges::sort(names);
    return names;
}

TEST(TailFolder, LooksAtTheFileAndWhatItWasRenamedTo) {
    const ScratchFolder folder;
    for (const char* name : {"j", "j.1", "j-0701", "j.2.gz", "jj", "other", ".j", "j.tmp"}) {
        folder.write(name, "x");
    }
    EXPECT_EQ(names(TailFolder(folder.file("j"))),
              (std::vector<std::string>{"j", "j-0701", "j.1"}));
    const auto files = TailFolder(folder.file("j")).look();
    for (const auto& file : *files) EXPECT_EQ(file.current, file.name == "j");
}

TEST(TailFolder, LooksAtAllOfAFolderButWhatIsBeingCopied) {
    const ScratchFolder folder;
    for (const char* name : {"a", "b.csv", "c.part", "d.tmp", "e~", ".f"}) folder.write(name, "x");
    std::filesystem::create_directory(folder.path() / "g");
    ASSERT_EQ(::mkfifo(folder.file("h").c_str(), 0600), 0);
    EXPECT_EQ(names(TailFolder(folder.file(""))), (std::vector<std::string>{"a", "b.csv"}));
}

TEST(TailFolder, OpensNoOtherFileThanItSaw) {
    const ScratchFolder folder;
    folder.write("j", "one");
    const TailFolder tail(folder.file("j"));
    const auto seen = tail.look();
    ASSERT_EQ(seen->size(), 1u);
    const auto opened = tail.open(seen->front());
    ASSERT_TRUE(opened);
    EXPECT_EQ(*read_at(*opened, 1, 10), "ne");
    folder.write("k", "two");
    std::filesystem::rename(folder.file("k"), folder.file("j"));
    EXPECT_FALSE(tail.open(seen->front()));
}

TEST(TailFolder, SaysWhatIsWrongWithAFolder) {
    const auto files = TailFolder("/nowhere/j").look();
    ASSERT_FALSE(files);
    EXPECT_EQ(files.error().kind(), Errc::not_found);
    EXPECT_NE(files.error().what().find("/nowhere"), std::string::npos);
}

}  // namespace
}  // namespace aisle
