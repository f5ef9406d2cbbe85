// SPDX-License-Identifier: Apache-2.0
#include "agent/base/file_failure.hpp"

#include <gtest/gtest.h>

#include <cerrno>

namespace aisle {
namespace {

TEST(FileFailure, SaysWhatWasDoneToWhatAndWhatTheSystemSaid) {
    EXPECT_EQ(std::string(file_failure("opening", "/a/b", ENOENT).what()),
              "opening /a/b: No such file or directory");
}

TEST(FileFailure, IsOfTheKindThatTheCallerActsOn) {
    const auto kind = [](int number) { return file_failure("writing", "/a", number).kind(); };
    EXPECT_EQ(kind(ENOENT), Errc::not_found);
    EXPECT_EQ(kind(ENOTDIR), Errc::not_found);
    EXPECT_EQ(kind(EACCES), Errc::denied);
    EXPECT_EQ(kind(EROFS), Errc::denied);
    EXPECT_EQ(kind(EEXIST), Errc::conflict);
    EXPECT_EQ(kind(EIO), Errc::io);
    for (const int full : {ENOSPC, EDQUOT, EFBIG}) {
        EXPECT_EQ(kind(full), Errc::full);
        EXPECT_EQ(file_failure("writing", "/a", full).code(), "disk_full");
    }
}

}  // namespace
}  // namespace aisle
