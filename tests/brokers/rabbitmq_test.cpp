// SPDX-License-Identifier: Apache-2.0
// One RabbitMQ for all of this file, because it starts slowly; the last test takes its memory.
#include "tests/support/rabbitmq.hpp"

#include "tests/brokers/conversation.hpp"
#include "tests/support/link_bench.hpp"

#include <memory>

namespace aisle {
namespace {

class RabbitmqBroker : public testing::Test {
protected:
    static void SetUpTestSuite() { broker = std::make_unique<Rabbitmq>(); }
    static void TearDownTestSuite() { broker.reset(); }

    static LinkTarget target(MqttVersion version) {
        auto to = link_target({BrokerScheme::mqtt, "127.0.0.1", broker->port(), {}}, version);
        to.username = Rabbitmq::user;
        to.password = Rabbitmq::password;
        return to;
    }

    static inline std::unique_ptr<Rabbitmq> broker;
};

TEST_F(RabbitmqBroker, HangsUpOnMqtt5WithoutAWord) {
    LinkBench device;
    const auto down = device.refused(target(MqttVersion::v5));
    ASSERT_TRUE(down);
    EXPECT_EQ(down->loss, LinkLoss::closed_before_connack) << down->text;
    EXPECT_TRUE(device.open(target(MqttVersion::v311)));
}

TEST_F(RabbitmqBroker, AWrongPasswordIsAMatterOfCredentials) {
    LinkBench device;
    auto to = target(MqttVersion::v311);
    to.password = "wrong";
    const auto down = device.refused(to);
    ASSERT_TRUE(down);
    EXPECT_EQ(down->loss, LinkLoss::refused_credentials) << down->text;
}

TEST_F(RabbitmqBroker, CarriesTheWholeConversationAndMayForgetInTheMiddle) {
    const ScratchFolder folder;
    const auto password = folder.write("password", Rabbitmq::password);
    auto options = shop_at(broker->port());
    options.line = "username = \"" + std::string(Rabbitmq::user) + "\"\npassword_file = \"" +
                   password + "\"\n";
    options.hub_words = {"--username", std::string(Rabbitmq::user), "--password-file", password};
    Conversation with(options);
    with.open_on_311();
    with.live_through([] { broker->kill(); }, [] { broker->start_without_memory(); });
    with.day.expect_whole();
}

}  // namespace
}  // namespace aisle
