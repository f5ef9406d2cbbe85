// SPDX-License-Identifier: Apache-2.0
// The ways out of a shop: websockets, with and without TLS, and an HTTP proxy. mosquitto stands at
// the end of each; Debian's speaks no websockets, so a bridge of the tests does that part.
#include "tests/support/certificates.hpp"
#include "tests/support/link_bench.hpp"
#include "tests/support/loopback.hpp"
#include "tests/support/mosquitto.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

LinkTarget way(std::string_view url, const LoopbackServer& server) {
    LinkTarget target = link_target(*parse_broker_url(url));
    target.url.port = server.port();
    target.ca_file = test_certificates().ca;
    return target;
}

// Everything that matters goes through: small, large, both directions.
void expect_a_working_link(LinkBench& bench) {
    ASSERT_TRUE(bench.subscribe({"up/s0042-pos1/journal"}));
    for (const std::size_t bytes : {1U, 200U, 60'000U, 200'000U}) {
        const std::string payload(bytes, 'x');
        ASSERT_EQ(bench.publish("up/s0042-pos1/journal", payload), PublishOutcome::accepted);
    }
    ASSERT_TRUE(bench.hears(4));
    EXPECT_EQ(bench.heard.messages.back().second.size(), 200'000U);
}

TEST(LinkWays, AWebsocketWorks) {
    Mosquitto broker;
    LoopbackServer bridge(websocket_bridge(broker.port(), "/mqtt"));
    LinkBench bench;
    ASSERT_TRUE(bench.open(way("ws://localhost", bridge)));
    expect_a_working_link(bench);
}

TEST(LinkWays, AWebsocketAtAnotherPathWorksOnlyWithThatPath) {
    Mosquitto broker;
    LoopbackServer bridge(websocket_bridge(broker.port(), "/shop/mqtt?v=5"));
    LinkBench bench;
    const auto down = bench.refused(way("ws://localhost", bridge));
    ASSERT_TRUE(down);
    EXPECT_EQ(down->loss, LinkLoss::unreachable) << down->text;
    EXPECT_TRUE(bench.open(way("ws://localhost/shop/mqtt?v=5", bridge)));
}

TEST(LinkWays, AWebsocketOverTlsWorksAndChecksTheName) {
    Mosquitto broker;
    LoopbackServer inner(websocket_bridge(broker.port(), "/mqtt"));
    LoopbackServer outer(tls_bridge(inner.port()));
    LinkBench bench;
    ASSERT_TRUE(bench.open(way("wss://localhost", outer)));
    expect_a_working_link(bench);
    LoopbackServer elsewhere(tls_bridge(inner.port(), true));
    const auto down = bench.refused(way("wss://localhost", elsewhere));
    ASSERT_TRUE(down);
    EXPECT_EQ(down->loss, LinkLoss::tls_name_mismatch) << down->text;
}

TEST(LinkWays, AProxyIsUsedForPlainConnections) {
    Mosquitto broker;
    LoopbackServer proxy(connect_proxy());
    LinkBench bench;
    LinkTarget target = link_target(broker.url());
    target.proxy = ProxyUrl{"127.0.0.1", proxy.port(), {}};
    ASSERT_TRUE(bench.open(target));
    expect_a_working_link(bench);
    EXPECT_EQ(proxy.served(), 1U);
}

TEST(LinkWays, AProxyIsUsedForTlsAndTheBrokersNameIsStillChecked) {
    Mosquitto broker({.tls = true});
    Mosquitto elsewhere({.tls = true, .elsewhere = true});
    LoopbackServer proxy(connect_proxy());
    LinkBench bench;
    LinkTarget target = link_target(broker.url());
    target.ca_file = test_certificates().ca;
    target.proxy = ProxyUrl{"127.0.0.1", proxy.port(), {}};
    ASSERT_TRUE(bench.open(target));
    expect_a_working_link(bench);
    target.url = elsewhere.url();
    const auto down = bench.refused(target);
    ASSERT_TRUE(down);
    EXPECT_EQ(down->loss, LinkLoss::tls_name_mismatch) << down->text;
    EXPECT_EQ(proxy.served(), 2U);
}

TEST(LinkWays, AProxyIsUsedForWebsocketsToo) {
    Mosquitto broker;
    LoopbackServer inner(websocket_bridge(broker.port(), "/mqtt"));
    LoopbackServer outer(tls_bridge(inner.port()));
    LoopbackServer proxy(connect_proxy());
    LinkBench bench;
    LinkTarget plain = way("ws://localhost", inner);
    plain.proxy = ProxyUrl{"127.0.0.1", proxy.port(), {}};
    ASSERT_TRUE(bench.open(plain));
    expect_a_working_link(bench);
    LinkTarget encrypted = way("wss://localhost", outer);
    encrypted.proxy = plain.proxy;
    ASSERT_TRUE(bench.open(encrypted));
    expect_a_working_link(bench);
    EXPECT_EQ(proxy.served(), 2U);
}

TEST(LinkWays, AProxyIsToldWhoWeAre) {
    Mosquitto broker;
    LoopbackServer proxy(connect_proxy("till:p@ss"));
    LinkBench bench;
    LinkTarget target = link_target(broker.url());
    target.proxy = ProxyUrl{"127.0.0.1", proxy.port(), {}};
    const auto down = bench.refused(target);
    ASSERT_TRUE(down);
    EXPECT_EQ(down->loss, LinkLoss::unreachable);
    EXPECT_NE(down->text.find("did not open a way"), std::string::npos) << down->text;
    target.proxy->credentials = "till:p%40ss";
    EXPECT_TRUE(bench.open(target));
}

}  // namespace
}  // namespace aisle
