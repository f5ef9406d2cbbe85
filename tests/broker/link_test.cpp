// SPDX-License-Identifier: Apache-2.0
// The link against a real broker, in both versions of MQTT.
#include "tests/support/link_bench.hpp"
#include "tests/support/mosquitto.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

class LinkWithBroker : public testing::TestWithParam<MqttVersion> {
protected:
    bool five() const { return GetParam() == MqttVersion::v5; }
    LinkTarget target(const Mosquitto& broker, std::string id = "s0042-pos1") const {
        LinkTarget to = link_target(broker.url(), GetParam());
        to.client_id = std::move(id);
        return to;
    }
};

INSTANTIATE_TEST_SUITE_P(Versions, LinkWithBroker,
                         testing::Values(MqttVersion::v5, MqttVersion::v311),
                         [](const auto& version) { return version_name(version.param); });

TEST_P(LinkWithBroker, MessagesGoUpAndComeDownByteForByte) {
    Mosquitto broker;
    LinkBench device;
    LinkBench hub;
    ASSERT_TRUE(device.open(target(broker)));
    ASSERT_TRUE(hub.open(target(broker, "hub")));
    ASSERT_TRUE(hub.subscribe({"up/s0042-pos1/journal", "up/s0042-pos1/hello"}));
    ASSERT_TRUE(device.subscribe({"down/s0042-pos1/ack"}));

    std::string batch(60 * KiB, '\0');
    for (std::size_t i = 0; i < batch.size(); ++i) batch[i] = static_cast<char>(i);
    EXPECT_EQ(device.publish("up/s0042-pos1/journal", batch), PublishOutcome::accepted);
    ASSERT_TRUE(hub.hears(1));
    EXPECT_EQ(hub.heard.messages[0].first, "up/s0042-pos1/journal");
    EXPECT_TRUE(hub.heard.messages[0].second == batch);

    EXPECT_EQ(hub.publish("down/s0042-pos1/ack", ""), PublishOutcome::accepted);
    ASSERT_TRUE(device.hears(1));
    EXPECT_EQ(device.heard.messages[0].second, "");
}

TEST_P(LinkWithBroker, ManyMessagesArriveInOrderAndEachIsAnsweredOnce) {
    Mosquitto broker;
    LinkBench device;
    LinkBench hub;
    ASSERT_TRUE(hub.open(target(broker, "hub")));
    ASSERT_TRUE(hub.subscribe({"up/s0042-pos1/journal"}));
    ASSERT_TRUE(device.open(target(broker)));
    constexpr std::uint64_t messages = 200;
    for (std::uint64_t token = 1; token <= messages; ++token) {
        device.link.publish({"up/s0042-pos1/journal", std::to_string(token), false, token});
    }
    ASSERT_TRUE(device.loop.run_until([&] { return device.heard.published.size() == messages; }));
    ASSERT_TRUE(hub.hears(messages));
    for (std::size_t i = 0; i < messages; ++i) {
        EXPECT_EQ(hub.heard.messages[i].second, std::to_string(i + 1));
    }
    EXPECT_EQ(device.heard.answers, messages);
}

// On MQTT 5 a topic that was answered once goes by its number; here by more topics than mosquitto
// has numbers for, over and over, and after a reconnect from the beginning.
TEST_P(LinkWithBroker, EveryTopicArrivesUnderItsNameHoweverOftenItIsUsed) {
    Mosquitto broker;
    LinkBench hub;
    ASSERT_TRUE(hub.open(target(broker, "hub")));
    std::vector<std::string> topics;
    for (int i = 0; i < 14; ++i) topics.push_back("up/s0042-pos1/topic" + std::to_string(i));
    ASSERT_TRUE(hub.subscribe(topics));
    std::size_t sent = 0;
    for (int connection = 0; connection < 2; ++connection) {
        LinkBench device;
        ASSERT_TRUE(device.open(target(broker)));
        for (int round = 0; round < 3; ++round) {
            for (const auto& topic : topics) {
                ASSERT_EQ(device.publish(topic, topic), PublishOutcome::accepted);
                ++sent;
            }
        }
    }
    ASSERT_TRUE(hub.hears(sent));
    for (const auto& [topic, payload] : hub.heard.messages) EXPECT_EQ(topic, payload);
}

TEST_P(LinkWithBroker, APublishThatNobodyListensToIsStillAccepted) {
    Mosquitto broker;
    LinkBench device;
    ASSERT_TRUE(device.open(target(broker)));
    // The broker says 0x10 on MQTT 5; the library of Debian 12 turns that into plain success.
    const auto outcome = device.publish("up/s0042-pos1/journal", "x");
    ASSERT_TRUE(outcome);
    EXPECT_TRUE(*outcome == PublishOutcome::accepted || *outcome == PublishOutcome::no_subscriber);
}

TEST(BrokerItself, SaysThatNobodyListens) {
    Mosquitto broker;
    auto words = broker.client_words();
    words.insert(words.begin(), "mosquitto_pub");
    words.insert(words.end(), {"-V", "5", "-q", "1", "-t", "up/x/journal", "-m", "x", "-d"});
    const Ran ran = run_program(words);
    EXPECT_NE(ran.output.find("RC:16"), std::string::npos) << ran.output;
}

TEST_P(LinkWithBroker, TheLimitsOfTheBrokerAreReadOnMqtt5) {
    Mosquitto broker({.lines = "max_packet_size 20000\nmax_inflight_messages 7\n"
                               "retain_available false\nmax_keepalive 20\n"});
    LinkBench device;
    ASSERT_TRUE(device.open(target(broker)));
    const LinkLimits& limits = device.heard.ups.front();
    EXPECT_EQ(limits.packet_bytes_max, five() ? 20000U : 0U);
    EXPECT_EQ(limits.receive_maximum, five() ? 7 : 65535);
    EXPECT_EQ(limits.retain_available, !five());
    EXPECT_EQ(limits.keep_alive, five() ? Seconds(20) : Seconds(60));
    EXPECT_FALSE(limits.session_present);
}

TEST_P(LinkWithBroker, APacketOverTheBrokersSizeIsNotSentOnMqtt5AndEndsTheConnectionOn311) {
    Mosquitto broker({.lines = "max_packet_size 20000\n"});
    LinkBench device;
    ASSERT_TRUE(device.open(target(broker)));
    const auto outcome = device.publish("up/s0042-pos1/journal", std::string(20000, 'x'));
    if (five()) {
        EXPECT_EQ(outcome, PublishOutcome::too_large);
        EXPECT_EQ(device.publish("up/s0042-pos1/journal", std::string(19000, 'x')),
                  PublishOutcome::accepted);
    } else {
        const auto down = device.down();
        ASSERT_TRUE(down);
        EXPECT_EQ(down->loss, LinkLoss::lost);
    }
}

TEST_P(LinkWithBroker, AMessageOverTheBrokersLimitIsRefusedOnMqtt5AndSwallowedOn311) {
    Mosquitto broker({.lines = "message_size_limit 1000\n"});
    LinkBench device;
    ASSERT_TRUE(device.open(target(broker)));
    EXPECT_EQ(device.publish("up/s0042-pos1/journal", std::string(1001, 'x')),
              five() ? PublishOutcome::too_large : PublishOutcome::accepted);
    EXPECT_EQ(device.publish("up/s0042-pos1/journal", std::string(900, 'x')),
              PublishOutcome::accepted);
}

TEST_P(LinkWithBroker, WhatTheAclDeniesIsRefusedOnMqtt5AndSwallowedOn311) {
    Mosquitto broker({.acl = "pattern write up/%u/#\npattern read down/%u/#\n",
                      .passwords = {{"s0042-pos1", "secret"}}});
    LinkBench device;
    LinkTarget to = target(broker);
    to.username = "s0042-pos1";
    to.password = "secret";
    ASSERT_TRUE(device.open(to));
    EXPECT_EQ(device.publish("up/s0042-pos1/journal", "x"), PublishOutcome::accepted);
    EXPECT_EQ(device.publish("up/s0001-pos1/journal", "x"),
              five() ? PublishOutcome::not_authorized : PublishOutcome::accepted);
}

TEST_P(LinkWithBroker, AWrongPasswordIsAMatterOfCredentials) {
    Mosquitto broker({.passwords = {{"s0042-pos1", "secret"}}});
    LinkBench device;
    LinkTarget to = target(broker);
    to.username = "s0042-pos1";
    to.password = "wrong";
    const auto down = device.refused(to);
    ASSERT_TRUE(down);
    EXPECT_EQ(down->loss, LinkLoss::refused_credentials) << down->text;
    EXPECT_EQ(down->text.find("wrong\""), std::string::npos);
    to.password = "secret";
    EXPECT_TRUE(device.open(to));
}

// mosquitto 2.0.11 closes the older connection without a DISCONNECT, in both versions: with it, two
// devices of one identity can only be told by how often the connection is lost.
TEST_P(LinkWithBroker, AnotherClientWithOurIdTakesOurPlace) {
    Mosquitto broker;
    LinkBench device;
    LinkBench twin;
    ASSERT_TRUE(device.open(target(broker)));
    ASSERT_TRUE(twin.open(target(broker)));
    const auto down = device.down();
    ASSERT_TRUE(down);
    EXPECT_TRUE(down->loss == LinkLoss::lost || (five() && down->loss == LinkLoss::taken_over));
    EXPECT_TRUE(twin.publish("up/s0042-pos1/hello", "x"));
}

TEST_P(LinkWithBroker, ABrokerThatStopsIsNoticed) {
    Mosquitto broker;
    LinkBench device;
    ASSERT_TRUE(device.open(target(broker)));
    broker.stop();
    const auto down = device.down();
    ASSERT_TRUE(down);
    EXPECT_TRUE(down->loss == LinkLoss::lost || down->loss == LinkLoss::server_disconnect);
}

TEST_P(LinkWithBroker, ATopicOfTooManyLevelsEndsTheConnection) {
    Mosquitto broker;
    LinkBench device;
    ASSERT_TRUE(device.open(target(broker)));
    std::string topic = "up";
    for (int level = 0; level < 250; ++level) topic += "/x";
    device.link.publish({topic, "x", false, 1});
    const auto down = device.down();
    ASSERT_TRUE(down);
    EXPECT_EQ(down->loss, five() ? LinkLoss::server_disconnect : LinkLoss::lost) << down->text;
}

TEST_P(LinkWithBroker, AKilledBrokerIsNoticedAndWhatWasUnderWayIsNotAccepted) {
    Mosquitto broker;
    LinkBench device;
    ASSERT_TRUE(device.open(target(broker)));
    broker.kill();
    device.link.publish({"up/s0042-pos1/journal", "x", false, 1});
    const auto down = device.down();
    ASSERT_TRUE(down);
    EXPECT_EQ(down->loss, LinkLoss::lost);
    EXPECT_FALSE(device.heard.published.contains(1) &&
                 device.heard.published[1] == PublishOutcome::accepted);
}

TEST_P(LinkWithBroker, ABrokerThatForgotIsComeBackToWithoutASession) {
    Mosquitto broker({.keep_memory = false});
    LinkBench device;
    LinkTarget to = target(broker);
    to.clean_start = false;
    to.session_expiry = Seconds(3600);
    ASSERT_TRUE(device.open(to));
    ASSERT_TRUE(device.subscribe({"down/s0042-pos1/ack"}));
    broker.kill();
    ASSERT_TRUE(device.down());
    broker.start();
    ASSERT_TRUE(device.open(to));
    EXPECT_FALSE(device.heard.ups.front().session_present);
}

TEST_P(LinkWithBroker, ABrokerThatRemembersDeliversWhatCameMeanwhile) {
    Mosquitto broker({.keep_memory = true});
    LinkBench device;
    LinkBench hub;
    LinkTarget to = target(broker);
    to.clean_start = false;
    to.session_expiry = Seconds(3600);
    ASSERT_TRUE(device.open(to));
    ASSERT_TRUE(device.subscribe({"down/s0042-pos1/page"}));
    device.link.close();
    broker.stop();
    broker.start();
    ASSERT_TRUE(hub.open(target(broker, "hub")));
    EXPECT_EQ(hub.publish("down/s0042-pos1/page", "while you were away"), PublishOutcome::accepted);
    ASSERT_TRUE(device.open(to));
    EXPECT_TRUE(device.heard.ups.front().session_present);
    ASSERT_TRUE(device.hears(1));
    EXPECT_EQ(device.heard.messages[0].second, "while you were away");
}

TEST_P(LinkWithBroker, TheWillSpeaksWhenTheDeviceIsTakenOverAndNotWhenItLeavesInOrder) {
    Mosquitto broker;
    LinkBench watcher;
    ASSERT_TRUE(watcher.open(target(broker, "watcher")));
    ASSERT_TRUE(watcher.subscribe({"up/s0042-pos1/status"}));
    LinkTarget to = target(broker);
    to.will = WillMessage{"up/s0042-pos1/status", "lost", true};
    {
        LinkBench device;
        ASSERT_TRUE(device.open(to));
    }
    LinkBench device;
    ASSERT_TRUE(device.open(to));
    LinkBench twin;
    ASSERT_TRUE(twin.open(target(broker)));
    ASSERT_TRUE(watcher.hears(1));
    EXPECT_EQ(watcher.publish("up/s0042-pos1/status", "end"), PublishOutcome::accepted);
    ASSERT_TRUE(watcher.hears(2));
    EXPECT_EQ(watcher.heard.messages[0].second, "lost");
    EXPECT_EQ(watcher.heard.messages[1].second, "end");
}

TEST_P(LinkWithBroker, ARetainedMessageIsKeptByTheBroker) {
    Mosquitto broker;
    LinkBench device;
    ASSERT_TRUE(device.open(target(broker)));
    device.link.publish({"up/s0042-pos1/status", "online", true, 1});
    ASSERT_TRUE(device.loop.run_until([&] { return device.heard.published.contains(1); }));
    LinkBench late;
    ASSERT_TRUE(late.open(target(broker, "late")));
    ASSERT_TRUE(late.subscribe({"up/s0042-pos1/status"}));
    EXPECT_TRUE(late.hears(1));
}

TEST_P(LinkWithBroker, TheLastWordsArriveThoughTheLinkIsClosedAtOnce) {
    // More under way than the broker takes at once, and the goodbye at the very end of it.
    Mosquitto broker({.lines = "max_inflight_messages 3\n"});
    {
        LinkBench device;
        LinkTarget to = target(broker);
        to.will = WillMessage{"up/s0042-pos1/status", "lost", true};
        ASSERT_TRUE(device.open(to));
        device.link.publish({"up/s0042-pos1/status", "online", true, 0});
        for (std::uint64_t token = 1; token <= 40; ++token) {
            device.link.publish({"up/s0042-pos1/journal", std::string(2000, 'x'), false, token});
        }
        device.link.publish({"up/s0042-pos1/status", "offline", true, 0});
        device.link.close();
    }
    LinkBench late;
    ASSERT_TRUE(late.open(target(broker, "late")));
    ASSERT_TRUE(late.subscribe({"up/s0042-pos1/status"}));
    ASSERT_TRUE(late.hears(1));
    EXPECT_EQ(late.heard.messages[0].second, "offline");
}

TEST_P(LinkWithBroker, ABrokerThatRetainsNothingIsUsedAllTheSameOnMqtt5) {
    if (!five()) GTEST_SKIP() << "3.1.1 has no word for it";
    Mosquitto broker({.lines = "retain_available false\n"});
    LinkBench device;
    LinkTarget to = target(broker);
    to.will = WillMessage{"up/s0042-pos1/status", "lost", true};
    for (int connection = 0; connection < 2; ++connection) {
        ASSERT_TRUE(device.open(to));
        EXPECT_FALSE(device.heard.ups.front().retain_available);
        device.link.publish({"up/s0042-pos1/status", "online", true, 1});
        ASSERT_TRUE(device.loop.run_until(
            [&] { return device.heard.published.contains(1) || !device.heard.downs.empty(); }));
        EXPECT_TRUE(device.heard.downs.empty());
        EXPECT_EQ(device.publish("up/s0042-pos1/journal", "x"), PublishOutcome::accepted);
    }
    EXPECT_NE(broker.log().find("as s0042-pos1"), std::string::npos);
}

}  // namespace
}  // namespace aisle
