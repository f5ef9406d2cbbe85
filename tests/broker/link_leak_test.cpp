// SPDX-License-Identifier: Apache-2.0
// A device connects and loses its connection for years.
#include "tests/support/certificates.hpp"
#include "tests/support/link_bench.hpp"
#include "tests/support/mosquitto.hpp"

#include <gtest/gtest.h>

#include <filesystem>

namespace aisle {
namespace {

std::size_t entries(const char* folder) {
    std::size_t count = 0;
    for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder)) ++count;
    return count;
}
std::size_t threads() {
    return entries("/proc/self/task");
}
std::size_t files() {
    return entries("/proc/self/fd");
}

TEST(LinkLeak, FiftyConnectionsLeaveNoThreadAndNoFileBehind) {
    Mosquitto broker({.tls = true, .require_certificate = true});
    const Certificates& made = test_certificates();
    const std::size_t threads_before = threads();
    const std::size_t files_before = files();
    {
        LinkBench bench;
        LinkTarget target = link_target(broker.url());
        target.ca_file = made.ca;
        target.cert_file = made.device_cert;
        target.key_file = made.device_key;
        for (int round = 0; round < 50; ++round) {
            target.version = round % 2 == 0 ? MqttVersion::v5 : MqttVersion::v311;
            ASSERT_TRUE(bench.open(target)) << round;
            ASSERT_TRUE(bench.subscribe({"down/s0042-pos1/ack", "down/s0042-pos1/page"}));
            // Left with an answer under way.
            bench.link.publish({"up/s0042-pos1/hello", "x", false, 1});
            if (round % 3 != 0) bench.link.close();
        }
    }
    EXPECT_TRUE(soon([&] { return threads() <= threads_before; })) << threads();
    EXPECT_TRUE(soon([&] { return files() <= files_before; })) << files();
}

TEST(LinkLeak, LeavingWhileConnectingLeavesNothingBehind) {
    Mosquitto broker;
    const std::size_t threads_before = threads();
    const std::size_t files_before = files();
    for (int round = 0; round < 10; ++round) {
        LinkBench bench;
        bench.link.open(link_target(broker.url()), bench.heard);
        if (round % 2 == 0) bench.link.close();
    }
    EXPECT_TRUE(soon([&] { return threads() <= threads_before; })) << threads();
    EXPECT_TRUE(soon([&] { return files() <= files_before; })) << files();
}

TEST(LinkLeak, SeveralLinksInOneProgramComeAndGoIndependently) {
    Mosquitto broker;
    LinkBench steady;
    LinkTarget target = link_target(broker.url());
    target.client_id = "steady";
    ASSERT_TRUE(steady.open(target));
    for (int round = 0; round < 10; ++round) {
        LinkBench other;
        ASSERT_TRUE(other.open(link_target(broker.url())));
        EXPECT_TRUE(other.publish("up/s0042-pos1/hello", "x").has_value());
        EXPECT_TRUE(steady.publish("up/steady/hello", "x").has_value());
    }
    EXPECT_TRUE(steady.heard.downs.empty());
}

}  // namespace
}  // namespace aisle
