// SPDX-License-Identifier: Apache-2.0
#include "agent/app/arguments.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

TEST(Arguments, AreAllOptional) {
    const auto arguments = parse_arguments({});
    ASSERT_TRUE(arguments);
    EXPECT_TRUE(arguments->config_file.empty());
    EXPECT_TRUE(arguments->overrides.empty());
    EXPECT_FALSE(arguments->help);
}

TEST(Arguments, NameTheFileTheStateAndSettings) {
    const auto arguments = parse_arguments(
        {"--config", "/a.toml", "--state", "/s", "--set", "log.level=debug", "--version"});
    ASSERT_TRUE(arguments);
    EXPECT_EQ(arguments->config_file, "/a.toml");
    ASSERT_EQ(arguments->overrides.size(), 2U);
    EXPECT_EQ(arguments->overrides[0].key, "disk.directory");
    EXPECT_EQ(arguments->overrides[0].value, "/s");
    EXPECT_EQ(arguments->overrides[1].key, "log.level");
    EXPECT_EQ(arguments->overrides[1].value, "debug");
    EXPECT_TRUE(arguments->version);
}

TEST(Arguments, RefuseWhatTheyDoNotKnowByName) {
    for (const std::vector<std::string>& words : {std::vector<std::string>{"--stat", "/s"},
                                                  {"--config"},
                                                  {"--set", "novalue"},
                                                  {"--set", "=x"},
                                                  {"file.toml"}}) {
        const auto arguments = parse_arguments(words);
        ASSERT_FALSE(arguments) << words.front();
        EXPECT_EQ(arguments.error().kind(), Errc::invalid);
        EXPECT_NE(arguments.error().what().find(words.front()), std::string::npos);
    }
}

}  // namespace
}  // namespace aisle
