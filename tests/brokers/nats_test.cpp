// SPDX-License-Identifier: Apache-2.0
#include "tests/support/nats.hpp"

#include "tests/brokers/conversation.hpp"
#include "tests/support/link_bench.hpp"

namespace aisle {
namespace {

BrokerUrl url_of(const Nats& broker) {
    return {BrokerScheme::mqtt, "127.0.0.1", broker.port(), {}};
}

TEST(NatsBroker, SaysThatItDoesNotSpeakMqtt5) {
    Nats broker;
    LinkBench device;
    const auto down = device.refused(link_target(url_of(broker)));
    ASSERT_TRUE(down);
    EXPECT_EQ(down->loss, LinkLoss::refused_version) << down->text;
    EXPECT_EQ(down->reason_code, 1);
    EXPECT_NE(down->text.find("version"), std::string::npos) << down->text;
    EXPECT_TRUE(device.open(link_target(url_of(broker), MqttVersion::v311)));
}

TEST(NatsBroker, CarriesTheWholeConversationAndMayForgetInTheMiddle) {
    Nats broker;
    Conversation with(shop_at(broker.port()));
    with.open_on_311();
    with.live_through([&] { broker.kill(); }, [&] { broker.start_without_memory(); });
    with.day.expect_whole();
}

}  // namespace
}  // namespace aisle
