// SPDX-License-Identifier: Apache-2.0
#include "config/print.hpp"

#include "agent/base/json.hpp"
#include "config/description.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace aisle {
namespace {

using namespace std::chrono_literals;

Config unusual() {
    Config config;
    config.identity = {"demo", "pos1", "s1"};
    config.store = {-210min, 0, "KWD", "KW"};
    config.broker.urls = {"mqtts://a.example:8883", "wss://b.example/mqtt"};
    config.broker.version = VersionChoice::v3_1_1;
    config.broker.client_id = "GID_tills@@@pos1";
    config.broker.retain = config.broker.will = false;
    config.broker.username = "a \"quoted\" \xE5\x90\x8D";
    config.sync = {3,
                   90s,
                   7s,
                   40h,
                   AcknowledgeChoice::broker,
                   FormatChoice::cloudevents,
                   CompressionChoice::off,
                   50,
                   7};
    config.disk = {"/data", 16 * MiB};
    config.http = {"", "/tmp/s", {"till.example"}};
    config.log = {LogLevel::error, LogFormat::json};
    DeviceConfig device;
    device.name = "lane1";
    device.path = "/dev/ttyACM0";
    device.prefix = std::string("\x02\0\x7f", 3);
    device.suffix = "\r\n";
    device.idle = 0ms;
    config.devices = {device};
    return config;
}

std::string file_text(const std::string& path) {
    std::ifstream file(std::string(AISLE_SOURCE_DIR) + "/" + path);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

TEST(Print, WhatIsPrintedReadsBackAsTheSame) {
    const auto outcome = parse_config(print_config(unusual()), "printed");
    for (const auto& problem : outcome.problems) ADD_FAILURE() << to_string(problem);
    EXPECT_EQ(outcome.config, unusual());
}

TEST(Print, WithOriginsEveryValueSaysWhereItCameFrom) {
    const Origins origins{{"identity.tenant", {"f.toml", 2, 10}},
                          {"device[0].name", {"f.toml", 30, 8}}};
    const auto printed = print_config(unusual(), &origins);
    EXPECT_NE(printed.find("tenant = \"demo\"  # f.toml:2:10\n"), std::string::npos);
    EXPECT_NE(printed.find("name = \"lane1\"  # f.toml:30:8\n"), std::string::npos);
    EXPECT_NE(printed.find("window = 3  # built in\n"), std::string::npos);
    EXPECT_EQ(parse_config(printed, "printed").config, unusual());
}

TEST(Print, AsJsonItHoldsTheSameKeys) {
    const auto text = config_json(unusual());
    const auto json = Json::parse(text);
    ASSERT_TRUE(json) << json.error().what();
    for (const auto& key : config_keys()) {
        const Json* section = json->find(key.section());
        ASSERT_NE(section, nullptr) << key.path;
        EXPECT_NE(section->find(key.name()), nullptr) << key.path;
    }
    EXPECT_EQ(json->find("sync")->find("window")->integer(), 3);
    EXPECT_EQ(json->find("sync")->find("backoff_cap")->string(), "90s");
    EXPECT_EQ(json->find("device")->items().size(), 1U);
    EXPECT_EQ(json->find("device")->items()[0].find("suffix")->string(), "\r\n");
}

TEST(Print, TheReferenceHasARowForEveryKey) {
    const auto reference = config_reference();
    for (const auto& key : config_keys()) {
        EXPECT_NE(reference.find("| `" + std::string(key.name()) + "` |"), std::string::npos);
        EXPECT_NE(reference.find("### `[" + std::string(key.section()) + "]`"), std::string::npos);
    }
    EXPECT_NE(reference.find("| `window` | `8` | a whole number from 1 to 64 |"),
              std::string::npos);
}

TEST(Print, TheReadmeCarriesTheReference) {
    const auto readme = file_text("config/README.md");
    EXPECT_NE(readme.find(config_reference()), std::string::npos)
        << "replace the tables of config/README.md by what `aisle config reference` prints";
}

TEST(Print, EveryExampleIsAGoodConfiguration) {
    for (const std::string name : {"aisle.toml", "minimal.toml", "hubless.toml", "cloud-aws.toml",
                                   "cloud-azure.toml", "cloud-aliyun.toml", "cloud-huawei.toml"}) {
        const auto text = file_text("config/examples/" + name);
        ASSERT_FALSE(text.empty()) << name;
        const auto outcome = parse_config(text, name);
        for (const auto& problem : outcome.problems) ADD_FAILURE() << to_string(problem);
    }
}

TEST(Print, TheLongExampleHasEveryKey) {
    const auto outcome = parse_config(file_text("config/examples/aisle.toml"), "aisle.toml");
    for (const auto& key : config_keys()) {
        EXPECT_TRUE(outcome.origins.contains(key.path)) << key.path;
    }
    each_list([&](const auto& list) {
        const auto has = [&](std::string_view name) {
            for (std::size_t i = 0; i < (outcome.config.*list.items).size(); ++i) {
                const auto path = path_of(list, i) + "." + std::string(name);
                if (outcome.origins.contains(path)) return true;
            }
            return false;
        };
        for (const auto& key : list.keys) EXPECT_TRUE(has(key.path)) << list.name << key.path;
    });
}

// The example says that what it shows is the default wherever there is one.
TEST(Print, TheLongExampleShowsTheDefaults) {
    auto config = parse_config(file_text("config/examples/aisle.toml"), "aisle.toml").config;
    const Config defaults;
    EXPECT_EQ(config.topics, defaults.topics);
    EXPECT_EQ(config.sync, defaults.sync);
    EXPECT_EQ(config.disk, defaults.disk);
    EXPECT_EQ(config.http, defaults.http);
    EXPECT_EQ(config.log, defaults.log);
    ASSERT_FALSE(config.devices.empty());
    DeviceConfig lane;
    lane.name = config.devices[0].name;
    lane.path = config.devices[0].path;
    EXPECT_EQ(config.devices[0], lane);
}

}  // namespace
}  // namespace aisle
