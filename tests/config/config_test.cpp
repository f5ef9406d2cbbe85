// SPDX-License-Identifier: Apache-2.0
#include "config/config.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace aisle {
namespace {

TEST(Config, TopicsStandBelowTheRootWithTheNamesFilledIn) {
    Config config;
    config.identity = {"demo", "pos1", "s1"};
    EXPECT_EQ(topic_of(config, config.topics.hello), "aisle/v1/up/pos1/hello");
    EXPECT_EQ(topic_of(config, "{tenant}/{store}/{device}/{device}"), "aisle/v1/demo/s1/pos1/pos1");
    EXPECT_EQ(topic_of(config, config.topics.feed), "aisle/v1/feed/{scope}");
}

TEST(Config, WithoutARootATopicIsThePatternAlone) {
    Config config;
    config.identity.device = "pos1";
    config.topics.root = "";
    EXPECT_EQ(topic_of(config, "/key/{device}/user/update"), "/key/pos1/user/update");
}

TEST(Config, OurOwnTopicsKeepWithinWhatEveryBrokerTakes) {
    Config config;
    config.identity.device = std::string(device_name_max, 'd');
    const auto longest = topic_of(config, config.topics.journal);
    EXPECT_LE(longest.size(), 64U);
    EXPECT_LE(std::count(longest.begin(), longest.end(), '/'), 6);
}

}  // namespace
}  // namespace aisle
