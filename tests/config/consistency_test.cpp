// SPDX-License-Identifier: Apache-2.0
#include "config/consistency.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

class Consistency : public ::testing::Test {
protected:
    Consistency() {
        outcome.config.identity = {"demo", "pos1", "s1"};
        outcome.config.broker.urls = {"mqtts://broker.example.com:8883"};
    }
    // The keys of all problems, each with a line feed behind it.
    std::string wrong() {
        check_consistency(outcome);
        std::string keys;
        for (const auto& problem : outcome.problems) keys += problem.key + "\n";
        return keys;
    }
    DeviceConfig& add(const std::string& name, DeviceKind kind) {
        auto& device = outcome.config.devices.emplace_back();
        device.name = name;
        device.kind = kind;
        return device;
    }

    ConfigOutcome outcome;
};

TEST_F(Consistency, TheDefaultsAreConsistent) {
    EXPECT_EQ(wrong(), "");
}

TEST_F(Consistency, ACertificateNeedsItsKey) {
    outcome.config.broker.cert_file = "/c.pem";
    EXPECT_EQ(wrong(), "broker.cert_file\n");
}

TEST_F(Consistency, FilesForTlsNeedAUrlWithTls) {
    outcome.config.broker.urls = {"mqtt://127.0.0.1:1883"};
    outcome.config.broker.ca_file = "/ca.pem";
    outcome.origins["broker.ca_file"] = {"f.toml", 7, 3};
    EXPECT_EQ(wrong(), "broker.ca_file\n");
    EXPECT_EQ(to_string(outcome.problems[0].place), "f.toml:7:3");
    EXPECT_NE(outcome.problems[0].text.find("no URL is mqtts or wss"), std::string::npos);
}

TEST_F(Consistency, OneMistakeIsOneProblem) {
    outcome.config.broker.urls = {};
    outcome.config.broker.ca_file = "/ca.pem";
    outcome.problems.push_back({{"f.toml", 8, 8}, "broker.urls", "got 3"});
    EXPECT_EQ(wrong(), "broker.urls\n");
}

TEST_F(Consistency, CredentialsForAProxyNeedAProxy) {
    outcome.config.broker.proxy_credentials_file = "/p";
    EXPECT_EQ(wrong(), "broker.proxy_credentials_file\n");
}

TEST_F(Consistency, CloudEventsAreAcknowledgedByTheBroker) {
    outcome.config.sync.format = FormatChoice::cloudevents;
    EXPECT_EQ(wrong(), "sync.format\n");
    outcome.problems.clear();
    outcome.config.sync.acknowledge = AcknowledgeChoice::broker;
    EXPECT_EQ(wrong(), "");
}

TEST_F(Consistency, TopicsThatNoBrokerWouldTakeAreRefused) {
    outcome.config.topics.hello = "a/b/c/d/e/f/g";
    outcome.config.topics.ack = std::string(120, 'x');
    outcome.config.topics.page = "";
    EXPECT_EQ(wrong(), "topics.hello\ntopics.ack\ntopics.page\n");
}

TEST_F(Consistency, SomebodyMustBeAbleToAsk) {
    outcome.config.http.listen = "";
    EXPECT_EQ(wrong(), "");
    outcome.config.http.socket = "";
    EXPECT_EQ(wrong(), "http.listen\n");
}

TEST_F(Consistency, ListeningBeyondThisMachineNeedsNames) {
    outcome.config.http.listen = "0.0.0.0:8480";
    EXPECT_EQ(wrong(), "http.listen\n");
    outcome.problems.clear();
    outcome.config.http.allowed_hosts = {"till-1.shop.example"};
    EXPECT_EQ(wrong(), "");
}

TEST_F(Consistency, ADeviceHasWhatItsKindNeeds) {
    add("lane1", DeviceKind::serial);
    add("gate", DeviceKind::tcp);
    add("kiosk", DeviceKind::fd).path = "-";
    EXPECT_EQ(wrong(), "device[0].kind\ndevice[1].kind\n");
}

TEST_F(Consistency, ADeviceHasNothingOfAnotherKind) {
    auto& lane = add("lane1", DeviceKind::serial);
    lane.path = "/dev/ttyACM0";
    lane.address = "192.0.2.1:2001";
    outcome.origins["device[0].address"] = {"f.toml", 20, 11};
    auto& gate = add("gate", DeviceKind::tcp);
    gate.listen = "192.0.2.1:2001";
    gate.speed = 115200;
    outcome.origins["device[1].speed"] = {"f.toml", 25, 9};
    EXPECT_EQ(wrong(), "device[0].address\ndevice[1].speed\n");
}

TEST_F(Consistency, ASeparatorIsNoKeyThatEndsACodeOrChangesOthers) {
    auto& device = add("lane1", DeviceKind::evdev);
    device.path = "/dev/input/by-id/scanner-event-kbd";
    for (const std::int64_t key : {15, 28, 96, 29, 97, 42, 54, 56, 100, 58}) {
        outcome.problems.clear();
        device.gs_key = key;
        EXPECT_EQ(wrong(), "device[0].gs_key\n") << key;
    }
    for (const std::int64_t key : {0, 66, 108, 767}) {
        outcome.problems.clear();
        device.gs_key = key;
        EXPECT_EQ(wrong(), "") << key;
    }
}

TEST_F(Consistency, ANetworkScannerCallsOrIsCalledNotBoth) {
    auto& gate = add("gate", DeviceKind::tcp);
    gate.address = "192.0.2.1:2001";
    gate.listen = "192.0.2.1:2001";
    EXPECT_EQ(wrong(), "device[0].kind\n");
}

TEST_F(Consistency, TwoDevicesCannotHaveOneName) {
    add("kiosk", DeviceKind::fd).path = "-";
    add("kiosk", DeviceKind::fd).path = "/run/scans";
    EXPECT_EQ(wrong(), "device[1].name\n");
}

TEST_F(Consistency, StandardInputIsNoSerialLine) {
    add("lane1", DeviceKind::serial).path = "-";
    EXPECT_EQ(wrong(), "device[0].path\n");
}

}  // namespace
}  // namespace aisle
