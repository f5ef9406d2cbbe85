// SPDX-License-Identifier: Apache-2.0
#include "tools/doctor/broker_check.hpp"

#include "tools/doctor/credential_check.hpp"

namespace aisle {
namespace {

std::string next_for(LinkLoss loss) {
    switch (loss) {
        case LinkLoss::refused_credentials:
            return "compare client id, user name, password and certificate with the broker's list";
        case LinkLoss::refused_version:
        case LinkLoss::closed_before_connack:
            return "set version in [broker] to the one the broker speaks";
        case LinkLoss::tls:
        case LinkLoss::tls_name_mismatch:
            return "see what the check of TLS says; a broker that asks for a certificate ends here"
                   " too";
        case LinkLoss::taken_over:
            return "another device has this name: give each its own, and each its own certificate";
        default:
            return "ask whoever runs the broker what its log says of this device";
    }
}

}  // namespace

Diagnosis judge_name(const std::string& where, const NameFacts& facts) {
    const std::string check = "broker.name";
    if (!facts.error.empty()) {
        return {check, Health::fail, where + ": " + facts.error,
                "correct urls in [broker], or this device's name server (resolvectl status)"};
    }
    std::string seen = where + " is";
    for (const auto& address : facts.addresses) seen += " " + address.text;
    return {check, Health::ok, seen, ""};
}

Diagnosis judge_reach(const std::string& where, const ReachFacts& facts) {
    const std::string check = "broker.tcp";
    if (facts.error.empty()) {
        return {check, Health::ok, where + " answers at " + facts.address, ""};
    }
    return {check, Health::fail, where + ": " + facts.error,
            "see that the shop's firewall lets this port out, and that the port is right"};
}

Diagnosis judge_tls(const BrokerUrl& url, const TlsFacts& facts, WallTime now) {
    const std::string check = "broker.tls";
    const auto where = url.authority();
    if (!facts.error.empty()) {
        return {check, Health::fail, where + ": " + facts.error,
                "see that the port speaks TLS, and that nothing between intercepts it"};
    }
    if (facts.view.chain.empty()) {
        return {check, Health::fail, where + " shows no certificate",
                "ask whoever runs the broker"};
    }
    const auto& own = facts.view.chain.front();
    const auto shown = where + " shows a certificate for " + own.subject + " from " + own.issuer +
                       " that " + spoken_validity(own, now);
    if (facts.view.expired || health_of(own, now) == Health::fail) {
        return {check, Health::fail, shown,
                "have the broker's certificate renewed; if it is good, this clock is wrong"};
    }
    if (!facts.view.untrusted.empty()) {
        return {check, Health::fail, shown + ", and is not trusted: " + facts.view.untrusted,
                "put the authority that issued it in ca_file; if " + own.issuer +
                    " is a stranger, something between intercepts the line"};
    }
    if (!facts.view.name_fits) {
        return {check, Health::fail, shown + ", and is not for " + url.host,
                "use the name that stands in it in urls, or have it issued for " + url.host};
    }
    if (health_of(own, now) == Health::warn) {
        return {check, Health::warn, shown, "have the broker's certificate renewed"};
    }
    return {check, Health::ok, shown + ", " + facts.view.version, ""};
}

Diagnosis judge_mqtt(const std::string& client_id, const BrokerUrl& url, const MqttFacts& facts) {
    const std::string check = "broker.mqtt";
    const auto as = " as " + client_id;
    if (!facts.up) {
        return {check, Health::fail, facts.down.text + " (tried" + as + ")",
                next_for(facts.down.loss)};
    }
    const std::string seen = url.authority() + " lets this device in" + as + ", MQTT " +
                             (facts.version == MqttVersion::v5 ? "5" : "3.1.1");
    if (!facts.subscribed.ok) {
        return {check, Health::fail,
                seen + ", and not to where central speaks: " + facts.subscribed.text,
                "let the device read down/%u/# and feed/#, and write up/%u/#, in the broker's"
                " access list"};
    }
    return {check, Health::ok, seen, ""};
}

}  // namespace aisle
