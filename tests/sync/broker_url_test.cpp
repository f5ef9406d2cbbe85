// SPDX-License-Identifier: Apache-2.0
#include "sync/broker_url.hpp"

#include "agent/base/limits.hpp"

#include <gtest/gtest.h>

#include <array>

namespace aisle {
namespace {

std::string round_trip(std::string_view text) {
    const auto url = parse_broker_url(text);
    return url ? url->text() : "refused: " + url.error().what();
}

TEST(BrokerUrl, TheSchemeChoosesThePort) {
    EXPECT_EQ(round_trip("mqtt://broker.example"), "mqtt://broker.example:1883");
    EXPECT_EQ(round_trip("mqtts://broker.example"), "mqtts://broker.example:8883");
    EXPECT_EQ(round_trip("ws://broker.example"), "ws://broker.example:80/mqtt");
    EXPECT_EQ(round_trip("wss://broker.example"), "wss://broker.example:443/mqtt");
}

TEST(BrokerUrl, PortAndPathAreTakenAsGiven) {
    EXPECT_EQ(round_trip("mqtt://10.0.0.7:21883/"), "mqtt://10.0.0.7:21883");
    EXPECT_EQ(round_trip("wss://b.example:8443/a/b?token=x%20y"),
              "wss://b.example:8443/a/b?token=x%20y");
    EXPECT_EQ(round_trip("wss://b.example/"), "wss://b.example:443/");
}

TEST(BrokerUrl, SchemeAndHostIgnoreCase) {
    EXPECT_EQ(round_trip("MQTTS://Broker.Example"), "mqtts://broker.example:8883");
}

TEST(BrokerUrl, IPv6AddressesStandInBrackets) {
    EXPECT_EQ(round_trip("mqtt://[2001:DB8::1]"), "mqtt://[2001:db8::1]:1883");
    EXPECT_EQ(parse_broker_url("mqtt://[::1]:9")->host, "::1");
    EXPECT_FALSE(parse_broker_url("mqtt://::1:1883"));
    EXPECT_FALSE(parse_broker_url("mqtt://[::1"));
    EXPECT_FALSE(parse_broker_url("mqtt://[::g]"));
    EXPECT_FALSE(parse_broker_url("mqtt://[::1]1883"));
    EXPECT_FALSE(parse_broker_url(std::string_view("mqtt://[::1\0]", 13))) << "a zero ends no name";
}

TEST(BrokerUrl, WhatIsNotAnAddressIsRefusedWithASentence) {
    constexpr std::array<std::string_view, 22> refused{
        "",
        "broker.example",
        "tcp://broker.example",
        "http://broker.example",
        "mqtt:/broker.example",
        "mqtt://",
        "mqtt://:1883",
        "mqtt://-a.example",
        "mqtt://a..example",
        "mqtt://a.example.",
        "mqtt://a example",
        "mqtt://a.example:",
        "mqtt://a.example:0",
        "mqtt://a.example:65536",
        "mqtt://a.example:18e3",
        "mqtt://a.example:99999999999999999999",
        "mqtt://a.example/topic",
        "mqtt://user:secret@a.example",
        "wss://a.example/x:1",
        "wss://a.example/x\r\nHost: evil",
        "wss://a.example/x y",
        "wss://a.example#x",
    };
    for (const std::string_view text : refused) {
        const auto url = parse_broker_url(text);
        ASSERT_FALSE(url) << text;
        EXPECT_EQ(url.error().kind(), Errc::invalid) << text;
        EXPECT_FALSE(url.error().what().empty()) << text;
    }
}

TEST(BrokerUrl, AnOverlongAddressIsRefusedBeforeItIsLookedAt) {
    const auto url = parse_broker_url("wss://a.example/" + std::string(broker_url_bytes_max, 'x'));
    ASSERT_FALSE(url);
    EXPECT_EQ(url.error().kind(), Errc::too_large);
}

TEST(BrokerUrl, TheSecretInARefusedAddressIsNotRepeated) {
    const auto url = parse_broker_url("mqtts://user:secret@a.example");
    ASSERT_FALSE(url);
    EXPECT_EQ(url.error().what().find("secret"), std::string::npos);
}

TEST(ProxyUrl, NeedsAPortAndKeepsTheSecretOutOfItsText) {
    const auto proxy = parse_proxy_url("http://till:p%40ss@Proxy.shop:3128/");
    ASSERT_TRUE(proxy);
    EXPECT_EQ(proxy->host, "proxy.shop");
    EXPECT_EQ(proxy->port, 3128);
    EXPECT_EQ(proxy->credentials, "till:p%40ss");
    EXPECT_EQ(proxy->text(), "http://proxy.shop:3128");
    EXPECT_FALSE(parse_proxy_url("http://proxy.shop"));
}

TEST(ProxyUrl, WhatCouldEndAHeaderIsRefused) {
    EXPECT_FALSE(parse_proxy_url("https://proxy.shop:3128"));
    EXPECT_FALSE(parse_proxy_url("http://a b@proxy.shop:3128"));
    EXPECT_FALSE(parse_proxy_url("http://a\r\nX: y@proxy.shop:3128"));
    EXPECT_FALSE(parse_proxy_url("http://a@b@proxy.shop:3128"));
    EXPECT_FALSE(parse_proxy_url("http://@proxy.shop:3128"));
    EXPECT_FALSE(parse_proxy_url("http://proxy.shop:3128/path"));
    EXPECT_FALSE(parse_proxy_url("http://" + std::string(broker_url_bytes_max, 'x') + ":1"));
}

}  // namespace
}  // namespace aisle
