// SPDX-License-Identifier: Apache-2.0
#include "agent/base/files.hpp"

#include "tests/support/memory_files.hpp"

#include <gtest/gtest.h>

#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <memory>

namespace aisle {
namespace {

namespace fs = std::filesystem;

std::string fresh_folder() {
    std::string name = fs::temp_directory_path() / "aisle-files-XXXXXX";
    return ::mkdtemp(name.data()) ? name : "";
}

// What both forms promise.
class FilesBehave : public ::testing::TestWithParam<bool> {
protected:
    FilesBehave() : folder(fresh_folder()) {
        if (GetParam()) {
            files = std::make_unique<SystemFiles>();
        } else {
            files = std::make_unique<MemoryFiles>();
        }
    }
    ~FilesBehave() override { fs::remove_all(folder); }
    std::string path(const std::string& name) const { return folder + "/" + name; }

    std::string folder;
    std::unique_ptr<Files> files;
};

TEST_P(FilesBehave, WhatIsReplacedIsReadBack) {
    ASSERT_TRUE(files->replace(path("a"), "one"));
    EXPECT_EQ(*files->read(path("a"), 100), "one");
    const std::string long_text(100'000, 'x');
    ASSERT_TRUE(files->replace(path("a"), long_text));
    EXPECT_EQ(*files->read(path("a"), 100'000), long_text);
    ASSERT_TRUE(files->replace(path("a"), ""));
    EXPECT_EQ(*files->read(path("a"), 0), "");
}

TEST_P(FilesBehave, AFileOverItsBoundIsNotRead) {
    ASSERT_TRUE(files->replace(path("a"), "four"));
    EXPECT_TRUE(files->read(path("a"), 4));
    EXPECT_EQ(files->read(path("a"), 3).error().kind(), Errc::too_large);
}

TEST_P(FilesBehave, WhatIsNotThereIsNotFoundAndNeedsNoRemoving) {
    EXPECT_EQ(files->read(path("a"), 100).error().kind(), Errc::not_found);
    EXPECT_TRUE(files->remove(path("a")));
}

TEST_P(FilesBehave, AListHasTheNamesInOrderAndNothingIsLeftOver) {
    for (const auto* name : {"b", "c", "a"}) ASSERT_TRUE(files->replace(path(name), "x"));
    ASSERT_TRUE(files->remove(path("c")));
    EXPECT_EQ(*files->list(folder), (std::vector<std::string>{"a", "b"}));
}

INSTANTIATE_TEST_SUITE_P(Forms, FilesBehave, ::testing::Bool(), [](const auto& form) {
    return form.param ? std::string("System") : std::string("Memory");
});

class SystemFilesBehave : public ::testing::Test {
protected:
    SystemFilesBehave() : folder(fresh_folder()) {}
    ~SystemFilesBehave() override { fs::remove_all(folder); }

    std::string folder;
    SystemFiles files;
};

TEST_F(SystemFilesBehave, AFileIsForItsOwnerOnly) {
    const auto path = folder + "/secret";
    ASSERT_TRUE(files.replace(path, "x"));
    struct stat status {};
    ASSERT_EQ(::stat(path.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST_F(SystemFilesBehave, AFailedReplacementLeavesTheOldBytesAndNoDebris) {
    // A folder in the way of the rename: everything up to it works.
    ASSERT_TRUE(fs::create_directories(folder + "/a/inside"));
    const auto outcome = files.replace(folder + "/a", "x");
    ASSERT_FALSE(outcome);
    EXPECT_NE(outcome.error().what().find(folder + "/a"), std::string::npos);
    EXPECT_TRUE(fs::is_directory(folder + "/a/inside"));
    EXPECT_EQ(*files.list(folder), std::vector<std::string>{});
}

TEST_F(SystemFilesBehave, WhatAnInterruptedReplacementLeftBehindIsNotInTheWay) {
    ASSERT_TRUE(files.replace(folder + "/a.new", "torn"));
    ASSERT_TRUE(files.replace(folder + "/a", "whole"));
    EXPECT_EQ(*files.list(folder), std::vector<std::string>{"a"});
    EXPECT_EQ(*files.read(folder + "/a", 100), "whole");
}

TEST_F(SystemFilesBehave, ErrorsNameThePathAndTheReason) {
    EXPECT_EQ(files.replace(folder + "/no/a", "x").error().kind(), Errc::not_found);
    EXPECT_EQ(files.list(folder + "/no").error().kind(), Errc::not_found);
    EXPECT_EQ(files.read(folder, 100).error().kind(), Errc::io);
    EXPECT_NE(files.read(folder, 100).error().what().find("directory"), std::string::npos);
}

}  // namespace
}  // namespace aisle
