// SPDX-License-Identifier: Apache-2.0
// What brokers answer that are old, strange or hostile. Friendly ones are in tests/broker.
#include "sync/paho_connection.hpp"

#include "tests/support/link_bench.hpp"
#include "tests/support/loopback.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

using namespace std::string_literals;

LinkTarget at(const LoopbackServer& server, MqttVersion version = MqttVersion::v5) {
    return link_target({BrokerScheme::mqtt, "127.0.0.1", server.port(), {}}, version);
}

// The loss that a broker causes which answers CONNECT with these bytes.
std::optional<LinkLoss> loss_after(const std::string& answer, MqttVersion version) {
    LoopbackServer server(answer_and_close(answer));
    LinkBench bench;
    const auto down = bench.refused(at(server, version));
    if (!down) return std::nullopt;
    EXPECT_FALSE(down->text.empty());
    return down->loss;
}

TEST(PahoConnection, ABrokerThatClosesWithoutAnAnswerMaySpeakTheOlderVersion) {
    EXPECT_EQ(loss_after("", MqttVersion::v5), LinkLoss::closed_before_connack);
    EXPECT_EQ(loss_after("", MqttVersion::v311), LinkLoss::closed_before_connack);
}

TEST(PahoConnection, ARefusedVersionIsKnownInTheOldAndTheNewForm) {
    EXPECT_EQ(loss_after("\x20\x02\x00\x01"s, MqttVersion::v5), LinkLoss::refused_version);
    EXPECT_EQ(loss_after("\x20\x02\x00\x84"s, MqttVersion::v5), LinkLoss::refused_version);
    EXPECT_EQ(loss_after("\x20\x03\x00\x84\x00"s, MqttVersion::v5), LinkLoss::refused_version);
    EXPECT_EQ(loss_after("\x20\x02\x00\x01"s, MqttVersion::v311), LinkLoss::refused_version);
}

TEST(PahoConnection, WrongCredentialsAreKnownInBothVersions) {
    EXPECT_EQ(loss_after("\x20\x03\x00\x86\x00"s, MqttVersion::v5), LinkLoss::refused_credentials);
    EXPECT_EQ(loss_after("\x20\x02\x00\x05"s, MqttVersion::v311), LinkLoss::refused_credentials);
    EXPECT_EQ(loss_after("\x20\x02\x00\x03"s, MqttVersion::v311), LinkLoss::refused_other);
}

TEST(PahoConnection, ABrokerThatConfirmsNothingIsNotUsed) {
    // CONNACK with Maximum QoS 0.
    EXPECT_EQ(loss_after("\x20\x05\x00\x00\x02\x24\x00"s, MqttVersion::v5),
              LinkLoss::refused_other);
}

TEST(PahoConnection, GarbageEndsTheConnectionAndNothingElse) {
    for (const std::string& garbage :
         {"HTTP/1.1 400 Bad Request\r\n\r\n"s, "\x20\x7f"s, "\x20\x01\x00"s,
          "\x20\xff\xff\xff\xff\xff"s, "\x00\x00"s, "\xff"s}) {
        for (const MqttVersion version : {MqttVersion::v5, MqttVersion::v311}) {
            EXPECT_EQ(loss_after(garbage, version), LinkLoss::closed_before_connack)
                << testing::PrintToString(garbage);
        }
    }
}

TEST(PahoConnection, PropertiesThatAreNoneEndTheConnection) {
    EXPECT_EQ(loss_after("\x20\x06\x00\x00\x03\x99\x00\x00"s, MqttVersion::v5),
              LinkLoss::closed_before_connack);
    EXPECT_EQ(loss_after("\x20\x06\x00\x00\x7f\x21\x00\x00"s, MqttVersion::v5),
              LinkLoss::closed_before_connack);
}

TEST(PahoConnection, AnAnswerToASubscriptionThatCountsWrongIsSurvived) {
    for (const std::string& codes : {"\x01"s, "\x01\x80\x01\x01\x01\x01\x01"s}) {
        LoopbackServer server([&codes](Stream& stream) {
            stream.read_some();
            stream.write("\x20\x02\x00\x00"s);
            const std::string asked = stream.read_some();
            const auto length = static_cast<char>(codes.size() + 2);
            stream.write("\x90"s + length + asked.substr(2, 2) + codes);
            stream.read_some();
        });
        LinkBench bench;
        ASSERT_TRUE(bench.open(at(server, MqttVersion::v311)));
        bench.link.subscribe({"down/s0042-pos1/ack"});
        bench.loop.run_until([&] { return !bench.heard.subscribed.empty(); });
        EXPECT_EQ(bench.heard.subscribed.size(), 1U);
    }
}

TEST(PahoConnection, AMissingFileIsNamedBeforeAnythingIsSent) {
    LoopbackServer server(answer_and_close(""));
    LinkBench bench;
    LinkTarget target = at(server);
    target.url.scheme = BrokerScheme::mqtts;
    target.cert_file = "/nowhere/device.pem";
    const auto down = bench.refused(target);
    ASSERT_TRUE(down);
    EXPECT_EQ(down->loss, LinkLoss::tls);
    EXPECT_NE(down->text.find("cert_file /nowhere/device.pem cannot be read: No such file"),
              std::string::npos)
        << down->text;
    EXPECT_EQ(server.served(), 0U);
}

TEST(PahoConnection, APasswordThatCannotBeReadIsNamedBeforeAnythingIsSent) {
    LoopbackServer server(answer_and_close(""));
    LinkBench bench;
    LinkTarget target = at(server);
    target.password_file = "/nowhere/password";
    const auto down = bench.refused(target);
    ASSERT_TRUE(down);
    EXPECT_EQ(down->loss, LinkLoss::refused_credentials);
    EXPECT_NE(down->text.find("/nowhere/password"), std::string::npos) << down->text;
    EXPECT_EQ(server.served(), 0U);
}

TEST(PahoConnection, APortThatDoesNotSpeakTlsIsATlsFailure) {
    LoopbackServer server(answer_and_close("HTTP/1.1 400 Bad Request\r\n\r\n"));
    LinkBench bench;
    LinkTarget target = at(server);
    target.url.scheme = BrokerScheme::mqtts;
    const auto down = bench.refused(target);
    ASSERT_TRUE(down);
    EXPECT_EQ(down->loss, LinkLoss::tls) << down->text;
}

}  // namespace
}  // namespace aisle
