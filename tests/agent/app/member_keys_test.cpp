// SPDX-License-Identifier: Apache-2.0
#include "agent/app/member_keys.hpp"

#include "tests/support/memory_files.hpp"
#include "tests/support/recording_log.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

struct MemberKeysTest : testing::Test {
    MemberKeysTest() {
        SeededEntropy dice{7};
        central = to_pem(public_of(make_seal_key(dice)));
        config.seal_key_file = "/etc/central.pem";
        config.identifier_key_file = "/etc/store.key";
    }
    MemberKeys read() { return read_member_keys(config, files, lines.log()); }
    CentralConfig config;
    MemoryFiles files;
    RecordingLog lines;
    std::string central;
};

TEST_F(MemberKeysTest, AreReadFromTheirFiles) {
    ASSERT_TRUE(files.replace("/etc/central.pem", central));
    ASSERT_TRUE(files.replace("/etc/store.key", std::string(64, 'a') + "\n"));
    const auto keys = read();
    EXPECT_TRUE(keys.seal_to);
    EXPECT_TRUE(keys.identifiers);
}

TEST_F(MemberKeysTest, ThatCannotBeReadAreToldAndTheTillStarts) {
    ASSERT_TRUE(files.replace("/etc/store.key", "secret words"));
    const auto keys = read();
    EXPECT_FALSE(keys.seal_to);
    EXPECT_FALSE(keys.identifiers);
    EXPECT_EQ(lines.count("secret words"), 0U);
    EXPECT_EQ(lines.count("members.key_unread"), 2U);
}

TEST_F(MemberKeysTest, AreNotNeeded) {
    config = {};
    EXPECT_FALSE(read().seal_to);
    EXPECT_TRUE(lines.lines().empty());
}

}  // namespace
}  // namespace aisle
