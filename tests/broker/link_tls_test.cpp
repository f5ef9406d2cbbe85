// SPDX-License-Identifier: Apache-2.0
// Who is let in and who is believed, over TLS. Each refusal has its control beside it: the same
// broker and certificates without the fault.
#include "tests/support/certificates.hpp"
#include "tests/support/link_bench.hpp"
#include "tests/support/mosquitto.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

LinkTarget trusting(const Mosquitto& broker, MqttVersion version = MqttVersion::v5) {
    LinkTarget target = link_target(broker.url(), version);
    target.ca_file = test_certificates().ca;
    return target;
}

LinkTarget certified(const Mosquitto& broker, MqttVersion version = MqttVersion::v5) {
    LinkTarget target = trusting(broker, version);
    target.cert_file = test_certificates().device_cert;
    target.key_file = test_certificates().device_key;
    return target;
}

class LinkOverTls : public testing::TestWithParam<MqttVersion> {};
INSTANTIATE_TEST_SUITE_P(Versions, LinkOverTls, testing::Values(MqttVersion::v5, MqttVersion::v311),
                         [](const auto& version) { return version_name(version.param); });

TEST_P(LinkOverTls, ADeviceWithACertificateIsLetInAsItsCommonName) {
    Mosquitto broker({.tls = true,
                      .require_certificate = true,
                      .acl = "pattern write up/%u/#\npattern read down/%u/#\n"});
    LinkBench device;
    ASSERT_TRUE(device.open(certified(broker, GetParam())));
    ASSERT_TRUE(device.subscribe({"down/s0042-pos1/ack"}));
    EXPECT_EQ(device.publish("up/s0042-pos1/journal", std::string(60 * KiB, 'x')),
              PublishOutcome::accepted);
}

TEST_P(LinkOverTls, ADeviceWithoutACertificateIsATlsFailureAndNotAnOldBroker) {
    Mosquitto broker({.tls = true, .require_certificate = true});
    LinkBench device;
    const auto down = device.refused(trusting(broker, GetParam()));
    ASSERT_TRUE(down);
    EXPECT_EQ(down->loss, LinkLoss::tls) << down->text;
    EXPECT_TRUE(device.open(certified(broker, GetParam())));
}

TEST(LinkTls, TlsVersion12IsUnderstoodToo) {
    Mosquitto broker({.tls = true, .require_certificate = true, .lines = "tls_version tlsv1.2\n"});
    LinkBench device;
    const auto down = device.refused(trusting(broker));
    ASSERT_TRUE(down);
    EXPECT_EQ(down->loss, LinkLoss::tls) << down->text;
    EXPECT_TRUE(device.open(certified(broker)));
}

TEST(LinkTls, ACertificateForAnotherHostIsRefused) {
    Mosquitto broker({.tls = true, .elsewhere = true});
    LinkBench device;
    const auto down = device.refused(trusting(broker));
    ASSERT_TRUE(down);
    EXPECT_EQ(down->loss, LinkLoss::tls_name_mismatch) << down->text;
    EXPECT_NE(down->text.find("localhost"), std::string::npos) << down->text;
}

// The control of the test above: the broker would have let us in, the check is all on our side.
TEST(LinkTls, ACertificateForAnotherHostIsAcceptedByWhoDoesNotLook) {
    Mosquitto broker({.tls = true, .elsewhere = true});
    std::vector<std::string> words{"mosquitto_pub"};
    for (const std::string& word : broker.client_words()) words.push_back(word);
    words.insert(words.end(), {"-t", "up/x/hello", "-m", "x", "-q", "1"});
    EXPECT_NE(run_program(words).status, 0);
    words.push_back("--insecure");
    const Ran ran = run_program(words);
    EXPECT_EQ(ran.status, 0) << ran.output;
}

TEST(LinkTls, AnAddressInTheCertificateIsAsGoodAsAName) {
    Mosquitto broker({.tls = true});
    LinkBench device;
    LinkTarget target = trusting(broker);
    EXPECT_TRUE(device.open(target));
    target.url.host = "127.0.0.1";
    EXPECT_TRUE(device.open(target));
}

TEST(LinkTls, AnAuthorityWeDoNotKnowIsRefused) {
    Mosquitto broker({.tls = true});
    LinkBench device;
    LinkTarget target = trusting(broker);
    target.ca_file = test_certificates().stranger_ca;
    const auto down = device.refused(target);
    ASSERT_TRUE(down);
    EXPECT_EQ(down->loss, LinkLoss::tls);
    EXPECT_NE(down->text.find("certificate verify failed"), std::string::npos) << down->text;
    EXPECT_TRUE(device.open(trusting(broker)));
}

TEST(LinkTls, WithoutAnAuthorityOfItsOwnOnlyTheSystemsAreTrusted) {
    Mosquitto broker({.tls = true});
    LinkBench device;
    LinkTarget target = trusting(broker);
    target.ca_file.clear();
    const auto down = device.refused(target);
    ASSERT_TRUE(down);
    EXPECT_EQ(down->loss, LinkLoss::tls) << down->text;
}

TEST(LinkTls, AReplacedCertificateIsReadAtTheNextConnection) {
    Mosquitto broker({.tls = true, .require_certificate = true});
    const ScratchFolder folder;
    LinkBench device;
    LinkTarget target = certified(broker);
    target.cert_file = folder.write("device.pem", "not a certificate");
    target.key_file = folder.write("device.key", read_whole(test_certificates().device_key));
    const auto down = device.refused(target);
    ASSERT_TRUE(down);
    EXPECT_EQ(down->loss, LinkLoss::tls) << down->text;
    folder.write("device.pem", read_whole(test_certificates().device_cert));
    EXPECT_TRUE(device.open(target));
}

TEST(LinkTls, ABrokerWithoutTlsIsATlsFailure) {
    Mosquitto broker;
    LinkBench device;
    LinkTarget target = trusting(broker);
    target.url.scheme = BrokerScheme::mqtts;
    const auto down = device.refused(target);
    ASSERT_TRUE(down);
    EXPECT_EQ(down->loss, LinkLoss::tls) << down->text;
}

}  // namespace
}  // namespace aisle
