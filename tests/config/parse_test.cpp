// SPDX-License-Identifier: Apache-2.0
#include "config/parse.hpp"

#include "agent/base/utf8.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace aisle {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view least = R"([identity]
tenant = "demo"
device = "pos1"
store = "s1"
[store]
utc_offset = "+08:00"
currency = "CNY"
[broker]
urls = ["mqtt://127.0.0.1:1883"]
)";

std::string all(const ConfigOutcome& outcome) {
    std::string text;
    for (const auto& problem : outcome.problems) text += to_string(problem) + "\n";
    return text;
}

// What is wrong with the least configuration and these lines after it, which begin at line 10.
std::string wrong(std::string_view lines) {
    return all(parse_config(std::string(least) + std::string(lines), "f.toml"));
}

TEST(Parse, TheLeastConfigurationIsGoodAndTheRestIsBuiltIn) {
    const auto outcome = parse_config(least, "f.toml");
    EXPECT_EQ(all(outcome), "");
    EXPECT_EQ(outcome.config.identity.device, "pos1");
    EXPECT_EQ(outcome.config.store.utc_offset, 8h);
    EXPECT_EQ(outcome.config.broker.urls, std::vector<std::string>{"mqtt://127.0.0.1:1883"});
    EXPECT_EQ(outcome.config.broker.keep_alive, BrokerConfig{}.keep_alive);
    EXPECT_EQ(outcome.config.http, HttpConfig{});
    EXPECT_TRUE(outcome.config.devices.empty());
}

TEST(Parse, DevicesComeInTheOrderOfTheFile) {
    const auto outcome = parse_config(std::string(least) + R"([[device]]
name = "lane1"
kind = "serial"
path = "/dev/ttyACM0"
suffix = "\u0003\r"
speed = 115200
[[device]]
name = "gate"
kind = "tcp"
address = "192.0.2.1:2001"
dedup = "1s"
)",
                                      "f.toml");
    ASSERT_EQ(all(outcome), "");
    ASSERT_EQ(outcome.config.devices.size(), 2U);
    EXPECT_EQ(outcome.config.devices[0].suffix, "\x03\r");
    EXPECT_EQ(outcome.config.devices[0].speed, 115200);
    EXPECT_EQ(outcome.config.devices[1].kind, DeviceKind::tcp);
    EXPECT_EQ(outcome.config.devices[1].dedup, 1s);
    EXPECT_EQ(outcome.config.devices[1].idle, DeviceConfig{}.idle);
}

TEST(Parse, AnUnknownKeyIsWrongAndTheNearestIsNamed) {
    EXPECT_EQ(wrong("keepalive = \"30s\"\n"),
              "f.toml:10:1: broker.keepalive: there is no such key; did you mean keep_alive?\n");
    EXPECT_EQ(wrong("[synch]\nwindow = 3\n"),
              "f.toml:10:2: synch: there is no such section; did you mean sync?\n");
    EXPECT_EQ(wrong("zzzzzz = 1\n"), "f.toml:10:1: broker.zzzzzz: there is no such key\n");
}

TEST(Parse, AKeyOfAnotherSectionIsSentThere) {
    EXPECT_EQ(wrong("window = 3\n"),
              "f.toml:10:1: broker.window: there is no such key; did you mean sync.window?\n");
}

TEST(Parse, AWrongTypeIsToldWithWhatWasExpected) {
    EXPECT_EQ(wrong("keep_alive = 30\n"),
              "f.toml:10:14: broker.keep_alive: got 30, expected a duration such as \"30s\", "
              "from 5s to 1h\n");
    EXPECT_EQ(wrong("[sync]\nwindow = 1.5\n"),
              "f.toml:11:10: sync.window: got a number with a point, expected a whole number "
              "from 1 to 64\n");
    EXPECT_EQ(wrong("[http]\nallowed_hosts = [1]\n"),
              "f.toml:11:17: http.allowed_hosts: got a list that holds more than texts, expected "
              "a list of 0 to 32 texts, each host or host:port\n");
    EXPECT_EQ(wrong("[log.level]\nx = 1\n"),
              "f.toml:10:1: log.level: got a table, expected one of \"debug\", \"info\", "
              "\"warn\", \"error\"\n");
}

TEST(Parse, ASectionThatIsAValueIsToldApart) {
    EXPECT_NE(all(parse_config("sync = 3\n", "f.toml"))
                  .find("f.toml:1:8: sync: expected a section: [sync] and its keys below"),
              std::string::npos);
    EXPECT_NE(all(parse_config("device = \"pos1\"\n", "f.toml")).find("identity.device"),
              std::string::npos);
}

TEST(Parse, EverythingWrongIsFoundInOneGoFromTheTop) {
    const auto outcome = parse_config(R"([store]
utc_offset = "8"
[sync]
windw = 3
[broker]
urls = ["http://h"]
)",
                                      "f.toml");
    std::vector<std::string> found;
    for (const auto& problem : outcome.problems) found.push_back(problem.key);
    EXPECT_EQ(found, (std::vector<std::string>{"store.utc_offset", "sync.windw", "broker.urls",
                                               "identity.tenant", "identity.device",
                                               "identity.store", "store.currency"}));
}

TEST(Parse, BrokenTomlIsToldWithItsPlace) {
    const auto outcome = parse_config("[identity]\ntenant = demo\n", "f.toml");
    ASSERT_FALSE(outcome.problems.empty());
    EXPECT_EQ(outcome.problems[0].place.line, 2U);
    EXPECT_EQ(outcome.problems[0].key, "");
    EXPECT_NE(all(parse_config("[a]\nx = 1\nx = 2\n", "f.toml")).find("f.toml:3:"),
              std::string::npos);
}

TEST(Parse, OverridesWinInTheirOrderAndSayWhereTheyCameFrom) {
    const std::vector<Override> overrides{{"broker.keep_alive", "30s", "AISLE__BROKER__KEEP_ALIVE"},
                                          {"broker.urls", "mqtt://a, mqtts://b", "--set"},
                                          {"broker.keep_alive", "20s", "--set"}};
    const auto outcome = parse_config(least, "f.toml", overrides);
    EXPECT_EQ(all(outcome), "");
    EXPECT_EQ(outcome.config.broker.keep_alive, 20s);
    EXPECT_EQ(outcome.config.broker.urls, (std::vector<std::string>{"mqtt://a", "mqtts://b"}));
    EXPECT_EQ(to_string(outcome.origins.at("broker.keep_alive")), "--set");
    EXPECT_EQ(to_string(outcome.origins.at("identity.device")), "f.toml:3:10");
}

TEST(Parse, AWrongOverrideIsToldByItsName) {
    const std::vector<Override> overrides{
        {"broker.keep_alive", "often", "AISLE__BROKER__KEEP_ALIVE"},
        {"broker.kep_alive", "30s", "AISLE__BROKER__KEP_ALIVE"},
        {"device.path", "/dev/null", "AISLE__DEVICE__PATH"},
        {"bad\nname", "x", "AISLE__BAD"}};
    const auto outcome = parse_config(least, "f.toml", overrides);
    ASSERT_EQ(outcome.problems.size(), 4U) << all(outcome);
    EXPECT_EQ(to_string(outcome.problems[0]).find("AISLE__BROKER__KEEP_ALIVE: broker.keep_alive: "),
              0U);
    EXPECT_NE(outcome.problems[1].text.find("did you mean keep_alive?"), std::string::npos);
    EXPECT_EQ(outcome.problems[2].text, "devices are described in the file only");
    for (const auto& problem : outcome.problems) EXPECT_TRUE(is_plain_text(to_string(problem)));
}

TEST(Parse, AnOverrideThatIsRightRepairsTheFile) {
    const std::vector<Override> overrides{{"sync.window", "3", "--set"}};
    const auto outcome = parse_config(std::string(least) + "[sync]\nwindow = 0\n", "f", overrides);
    EXPECT_EQ(all(outcome), "");
    EXPECT_EQ(outcome.config.sync.window, 3);
}

TEST(Parse, WhatIsNoConfigurationDoesNotFillTheScreen) {
    std::string many;
    for (int i = 0; i < 5000; ++i) many += "[s" + std::to_string(i) + "]\n";
    const auto outcome = parse_config(many, "f.toml");
    EXPECT_EQ(outcome.problems.size(), config_problems_max + 1);
    EXPECT_EQ(outcome.problems.back().text, "and more of the kind");
    const auto large = parse_config(std::string(config_bytes_max + 1, '#'), "f.toml");
    EXPECT_NE(all(large).find("larger than 256KiB"), std::string::npos);
    const auto deep = parse_config("a = " + std::string(100'000, '['), "f.toml");
    EXPECT_FALSE(deep.problems.empty());
    for (const auto& problem : deep.problems) EXPECT_LT(problem.text.size(), 500U);
}

TEST(Parse, NamesThatWouldBreakALineAreShownEscaped) {
    const auto outcome = parse_config(
        "[broker]\n\"\\u001b[2J\" = 1\n" + std::string(5000, 'k') + " = 1\n", "f.toml");
    for (const auto& problem : outcome.problems) {
        EXPECT_TRUE(is_plain_text(to_string(problem))) << problem.key;
        EXPECT_LT(to_string(problem).size(), 300U);
    }
}

TEST(Parse, MoreDevicesThanThereIsRoomForAreRefused) {
    std::string devices;
    for (std::size_t i = 0; i <= devices_max; ++i) {
        devices +=
            "[[device]]\nname = \"d" + std::to_string(i) + "\"\nkind = \"fd\"\npath = \"-\"\n";
    }
    EXPECT_NE(wrong(devices).find("more than 32 devices"), std::string::npos);
}

}  // namespace
}  // namespace aisle
