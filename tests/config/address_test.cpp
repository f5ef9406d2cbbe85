// SPDX-License-Identifier: Apache-2.0
#include "config/address.hpp"

#include "sync/broker_url.hpp"

#include <gtest/gtest.h>

#include <array>

namespace aisle {
namespace {

TEST(Address, HostAndPortComeApartAndTogetherAgain) {
    for (const std::string text : {"127.0.0.1:8480", "scanner-3:2001", "[::1]:8480", "a.b.c:0"}) {
        const auto address = parse_host_port(text);
        ASSERT_TRUE(address) << text << ": " << address.error().what();
        EXPECT_EQ(to_string(*address), text);
    }
    EXPECT_EQ(parse_host_port("[fe80::2]:65535")->host, "fe80::2");
    EXPECT_EQ(parse_host_port("[fe80::2]:65535")->port, 65535);
}

TEST(Address, WhatIsNoHostAndPortIsRefused) {
    for (const std::string_view text : {"",
                                        ":",
                                        ":80",
                                        "host",
                                        "host:",
                                        "host:65536",
                                        "host:-1",
                                        "host:+1",
                                        "host:8 ",
                                        "host:80x",
                                        "::1:80",
                                        "[::1]",
                                        "[::1]80",
                                        "[::1:80",
                                        "[]:80",
                                        "[host]:80",
                                        "-host:80",
                                        "a..b:80",
                                        "ho st:80",
                                        "user@host:80",
                                        "host:80/path",
                                        "h\xC3\xB6st:80",
                                        "host:80:81"}) {
        EXPECT_FALSE(parse_host_port(text)) << text;
    }
    EXPECT_FALSE(parse_host_port(std::string(64, 'a') + ":80"));
    EXPECT_FALSE(parse_host_port(std::string_view("[::1\0]:80", 10)));
}

TEST(Address, OnlyThisMachineIsLoopback) {
    for (const std::string_view text : {"127.0.0.1:1", "127.1.2.3:1", "[::1]:1"}) {
        EXPECT_TRUE(is_loopback(*parse_host_port(text))) << text;
    }
    for (const std::string_view text : {"0.0.0.0:1", "192.0.2.1:1", "127.example.org:1", "127.1:1",
                                        "[::]:1", "localhost.example.org:1"}) {
        EXPECT_FALSE(is_loopback(*parse_host_port(text))) << text;
    }
}

TEST(Address, ANameIsNoAddressToListenOn) {
    for (const std::string host : {"0.0.0.0", "::", "192.0.2.1", "2001:db8::1"}) {
        EXPECT_TRUE(is_ip_address(host)) << host;
    }
    for (const std::string host : {"localhost", "", "1.2.3", "256.1.1.1", "1.2.3.4.5"}) {
        EXPECT_FALSE(is_ip_address(host)) << host;
    }
}

// The other half of the promise: what this lets through, the link understands.
TEST(Address, BrokerUrlsThatPassAreUnderstoodByTheLink) {
    for (const std::string_view text :
         {"mqtt://127.0.0.1:1883", "mqtts://broker.example.com", "ws://[::1]:8083/mqtt",
          "wss://Broker-1.example.com/a/b%20c?x=y", "mqtts://[2001:db8::1]"}) {
        EXPECT_TRUE(check_broker_url(text)) << text;
        const auto understood = parse_broker_url(text);
        ASSERT_TRUE(understood) << text << ": " << understood.error().what();
        EXPECT_EQ(understood->encrypted(), is_encrypted(text)) << text;
    }
    EXPECT_TRUE(check_proxy_url("http://proxy.example.com:3128"));
    EXPECT_TRUE(parse_proxy_url("http://proxy.example.com:3128"));
}

TEST(Address, BrokerUrlsThatAreNoneAreRefused) {
    constexpr std::array<std::string_view, 16> texts{
        "",           "mqtt",         "mqtt:/h",       "http://h:1883",  "MQTT://h",
        "mqtt://",    "mqtt://:1883", "mqtt://h:0",    "mqtt://h:65536", "mqtt://h/path",
        "mqtts://h/", "mqtt://u:p@h", "ws://u@h/mqtt", "ws://h/a b",     "ws://h/a\r\nb",
        "ws://h/#a"};
    for (const auto text : texts) EXPECT_FALSE(check_broker_url(text)) << text;
    EXPECT_FALSE(check_broker_url("ws://h/" + std::string(600, 'a')));
}

TEST(Address, AProxyHasAPortAndNoPasswordInItsUrl) {
    for (const std::string_view text :
         {"", "proxy:3128", "https://proxy:3128", "http://proxy", "http://proxy:0",
          "http://user:secret@proxy:3128", "http://proxy:3128/path"}) {
        EXPECT_FALSE(check_proxy_url(text)) << text;
    }
}

}  // namespace
}  // namespace aisle
