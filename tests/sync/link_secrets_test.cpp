// SPDX-License-Identifier: Apache-2.0
#include "sync/link_secrets.hpp"

#include "tests/support/memory_files.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

TEST(LinkSecrets, AreTheFirstLinesOfTheirFiles) {
    MemoryFiles files;
    files.put("/password", "open sesame\r\nnot this");
    files.put("/proxy", "till:p%40ss\n");
    LinkTarget target;
    target.password_file = "/password";
    target.proxy = ProxyUrl{"proxy", 3128, {}};
    target.proxy_credentials_file = "/proxy";
    ASSERT_TRUE(read_secrets(target, files));
    EXPECT_EQ(target.password, "open sesame");
    EXPECT_EQ(target.proxy->credentials, "till:p%40ss");
    files.put("/password", "exchanged");
    ASSERT_TRUE(read_secrets(target, files));
    EXPECT_EQ(target.password, "exchanged");
}

TEST(LinkSecrets, AreLeftAsTheyAreWhereNoFileIsNamed) {
    MemoryFiles files;
    LinkTarget target;
    target.password = "given";
    ASSERT_TRUE(read_secrets(target, files));
    EXPECT_EQ(target.password, "given");
}

TEST(LinkSecrets, ThatCannotBeReadAreNamedByTheirFile) {
    MemoryFiles files;
    LinkTarget target;
    target.password_file = "/nowhere";
    const auto read = read_secrets(target, files);
    ASSERT_FALSE(read);
    EXPECT_NE(read.error().what().find("/nowhere"), std::string::npos);
}

}  // namespace
}  // namespace aisle
