// SPDX-License-Identifier: Apache-2.0
#include "tools/bundle/scrubber.hpp"

#include "tests/support/scratch_folder.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

TEST(Scrubber, CrossesOutSecretsWhereverTheyStandTheLongestFirst) {
    const Scrubber scrubber({"hunter2", "hunter2-longer", "abc"});
    EXPECT_EQ(scrubber.without_secrets("x hunter2-longer y hunter2hunter2 abc"),
              "x *** y ****** abc");
    EXPECT_EQ(Scrubber({}).without_secrets("nothing"), "nothing");
}

TEST(Scrubber, CrossesOutWhatLooksLikeAPerson) {
    const Scrubber scrubber({});
    EXPECT_EQ(scrubber.without_persons("mail han.mei@example.org, tel +86 13800138000."),
              "mail ***, tel +86 ***.");
    EXPECT_EQ(scrubber.without_persons("小@例.cn and @alone"), "*** and @alone");
    const std::string line =
        "2026-07-01T08:00:00.123Z info journal.evicted lane=touch events=500 "
        "epoch=0190a5c68f3e7cc09b1f2d9f6f3a4b5c";
    EXPECT_EQ(scrubber.without_persons(line), line) << "the control: what helps stays";
}

TEST(Scrubber, ATokenInAnAddressAndTheUserAreMasked) {
    Config config;
    config.broker.username = "tenant-user";
    config.broker.urls = {"wss://broker.example/mqtt?token=abcdef", "mqtts://broker.example"};
    const auto masked = without_secrets(config);
    EXPECT_EQ(masked.broker.urls.at(0), "wss://broker.example/mqtt?***");
    EXPECT_EQ(masked.broker.urls.at(1), "mqtts://broker.example");
    EXPECT_EQ(masked.broker.username, "***");
}

TEST(Scrubber, TheSecretsAreReadFromWhereTheConfigurationSays) {
    const ScratchFolder folder;
    Config config;
    config.broker.password_file = folder.write("password", "correct-horse\nsecond line");
    config.broker.proxy_credentials_file = folder.write("proxy", "user:battery-staple");
    config.broker.urls = {"wss://b/mqtt?token=abcdef"};
    const Scrubber scrubber(secrets_of(config));
    EXPECT_EQ(scrubber.without_secrets("correct-horse battery-staple token=abcdef second line"),
              "*** *** *** second line");
}

}  // namespace
}  // namespace aisle
