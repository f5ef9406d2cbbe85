// SPDX-License-Identifier: Apache-2.0
#include "sync/connect_clue.hpp"

#include <gtest/gtest.h>

#include <initializer_list>

namespace aisle {
namespace {

// Lines as Paho and OpenSSL of Debian 12 write them.
constexpr const char* refused_name =
    "20260701 080000.000 X509_check_host for hostname broker.example failed, rc 0";
constexpr const char* connect_sent =
    "20260701 080000.000 7 s0042-pos1 -> CONNECT version 5 clean: 1 (0)";
constexpr const char* alert = "20260701 080000.000 SSL alert read:fatal:handshake failure";
constexpr const char* handshake = "20260701 080000.000 SSL handshake started write:unknown:unknown";
constexpr const char* no_name =
    "20260701 080000.000 getaddrinfo failed for addr broker.example with rc -2";
constexpr const char* asked_proxy =
    "20260701 080000.000 Proxy_connect: \"CONNECT broker.example:8883";
constexpr const char* untrusted =
    "40B7:error:0A000086:SSL routines:tls_post_process_server_certificate:certificate verify "
    "failed:../ssl/statem/statem_clnt.c:1889:\n";

LinkTarget target(std::string_view url = "mqtts://broker.example") {
    LinkTarget to;
    to.url = *parse_broker_url(url);
    return to;
}

LinkDown explain(std::initializer_list<const char*> lines, std::string message,
                 const LinkTarget& to = target()) {
    ConnectClue clue;
    for (const char* line : lines) clue.hear_trace(line);
    return clue.explain(to, {-1, std::move(message)});
}

TEST(ConnectClue, ACertificateForAnotherHostIsToldFromAnUntrustedOne) {
    EXPECT_EQ(explain({handshake, refused_name}, "TCP/TLS connect failure").loss,
              LinkLoss::tls_name_mismatch);
    ConnectClue clue;
    clue.hear_tls(untrusted);
    const LinkDown down = clue.explain(target(), {-1, "TCP/TLS connect failure"});
    EXPECT_EQ(down.loss, LinkLoss::tls);
    EXPECT_NE(down.text.find("certificate verify failed"), std::string::npos) << down.text;
}

TEST(ConnectClue, AnAddressThatIsNotANameIsNotHeldAgainstABrokerThatCameFurther) {
    // The host check fails for an IP address before the check for addresses succeeds.
    EXPECT_EQ(
        explain({handshake, refused_name, connect_sent}, "TCP connect completion failure").loss,
        LinkLoss::closed_before_connack);
}

TEST(ConnectClue, AnAlertAfterConnectIsATlsFailureAndNotAnOldBroker) {
    // TLS 1.3 brokers ask for a client certificate when the client believes all is done.
    EXPECT_EQ(explain({handshake, connect_sent, alert}, "TCP connect completion failure").loss,
              LinkLoss::tls);
    EXPECT_EQ(explain({connect_sent}, "TCP connect completion failure").loss,
              LinkLoss::closed_before_connack);
}

TEST(ConnectClue, ABrokerGoneBeforeConnectIsTlsOverTlsAndAnOldBrokerWithout) {
    constexpr const char* unsent = "20260701 080000.000 7 x -> CONNECT version 5 clean: 1 (-1)";
    EXPECT_EQ(explain({handshake, unsent}, "TCP/TLS connect failure").loss, LinkLoss::tls);
    EXPECT_EQ(explain({unsent}, "TCP/TLS connect failure").loss, LinkLoss::closed_before_connack);
}

TEST(ConnectClue, AnUnknownNameSaysSo) {
    const LinkDown down = explain({no_name}, "");
    EXPECT_EQ(down.loss, LinkLoss::unreachable);
    EXPECT_NE(down.text.find("not known"), std::string::npos) << down.text;
}

TEST(ConnectClue, AProxyThatRefusesIsNamedAndItsSecretIsNot) {
    LinkTarget to = target();
    to.proxy = *parse_proxy_url("http://till:secret@proxy.shop:3128");
    const LinkDown down = explain({asked_proxy}, "TCP/TLS connect failure", to);
    EXPECT_EQ(down.loss, LinkLoss::unreachable);
    EXPECT_NE(down.text.find("http://proxy.shop:3128 did not open a way"), std::string::npos)
        << down.text;
    EXPECT_EQ(down.text.find("secret"), std::string::npos) << down.text;
}

TEST(ConnectClue, SilenceIsUnreachable) {
    EXPECT_EQ(explain({}, "TCP/TLS connect failure").loss, LinkLoss::unreachable);
    EXPECT_EQ(explain({}, "TCP connect timeout").loss, LinkLoss::unreachable);
    EXPECT_EQ(explain({handshake}, "TCP/TLS connect failure").loss, LinkLoss::tls);
}

TEST(ConnectClue, ARefusalByTheBrokerOutranksAllElse) {
    ConnectClue clue;
    clue.hear_trace(refused_name);
    const LinkDown down = clue.explain(target(), {0x87, "CONNACK return code"});
    EXPECT_EQ(down.loss, LinkLoss::refused_credentials);
    EXPECT_EQ(down.reason_code, 0x87);
}

TEST(ConnectClue, ABrokerOf311RefusesMqtt5InItsOwnWords) {
    const auto down = ConnectClue().explain(target(), {1, "CONNACK return code"});
    EXPECT_EQ(down.loss, LinkLoss::refused_version);
    EXPECT_NE(down.text.find("protocol version not accepted"), std::string::npos) << down.text;
}

TEST(ConnectClue, WhatComesFromTheNetworkIsKeptShortAndPrintable) {
    EXPECT_EQ(openssl_reason("1:error:2:a:b:bad\x1b[31m:f:1:"), "bad?[31m");
    EXPECT_EQ(openssl_reason("1:error:2:a:b:" + std::string(5000, 'x')).size(), 120U);
    EXPECT_EQ(openssl_reason("nothing of the kind"), "");
    EXPECT_EQ(openssl_reason(""), "");
}

}  // namespace
}  // namespace aisle
