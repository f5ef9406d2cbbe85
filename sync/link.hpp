// SPDX-License-Identifier: Apache-2.0
// Seam: one connection to a broker, as the session sees it. No retry, no memory, no second try:
// every connection is opened by its owner and ends with exactly one link_down, or with close().
//
// Promise: calls are made and events delivered on the owner's thread, and no event is delivered
// from within a call. After link_down or close() nothing of that connection is heard any more, so
// whatever was published and not yet answered is then unanswered for good.
#pragma once

#include "agent/base/limits.hpp"
#include "sync/broker_url.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {

enum class MqttVersion { v311, v5 };

// `retain` is asked for; a broker that keeps nothing (MQTT 5 says so) is not asked.
struct WillMessage {
    std::string topic;
    std::string payload;
    bool retain = false;
};

// Where to connect and as whom.
struct LinkTarget {
    BrokerUrl url;
    MqttVersion version = MqttVersion::v5;
    std::string client_id;
    std::string username;
    std::string password;
    std::string password_file;  // its first line is the password, read anew at each connection
    std::string ca_file;        // empty: the system's trusted certificates
    std::string cert_file;      // empty: no client certificate
    std::string key_file;       // empty: the key is in cert_file
    std::optional<ProxyUrl> proxy;
    std::string proxy_credentials_file;  // likewise
    std::chrono::seconds keep_alive = keep_alive_default;
    std::optional<WillMessage> will;
    // How many messages the broker may send us before we answered; MQTT 5 only.
    std::uint16_t receive_maximum = 64;
    // False asks the broker to keep subscriptions and undelivered messages, on MQTT 5 for
    // `session_expiry`.
    bool clean_start = true;
    std::chrono::seconds session_expiry{0};
};

// What the broker said of itself. MQTT 3.1.1 says nothing but session_present.
struct LinkLimits {
    std::uint32_t packet_bytes_max = 0;  // 0: not told
    std::uint16_t receive_maximum = 65535;
    std::chrono::seconds keep_alive{0};  // the one in force
    bool retain_available = true;
    bool session_present = false;
};

enum class LinkLoss {
    refused_version,      // the broker does not speak this version of MQTT
    refused_credentials,  // unknown client, wrong password, not authorized
    refused_other,        // refused for another reason, perhaps for now only
    closed_before_connack,
    tls,                // certificate not trusted, expired, missing, or no common ground
    tls_name_mismatch,  // a trusted certificate, but for another host
    unreachable,        // name unknown, port closed, no way, no answer
    lost,               // was up, and broke
    server_disconnect,  // was up, and the broker said why it ends (MQTT 5)
    taken_over,         // another client came with our id (MQTT 5; on 3.1.1 it looks like lost)
};
std::string_view to_string(LinkLoss loss);

struct LinkDown {
    LinkLoss loss = LinkLoss::lost;
    int reason_code = 0;  // of CONNACK or DISCONNECT, 0 if there was none
    std::string text;     // a sentence for the person who has to mend it
};

enum class PublishOutcome {
    accepted,
    no_subscriber,   // accepted, and nobody is listening (0x10)
    too_large,       // 0x95, or over the packet size the broker told
    not_authorized,  // 0x87
    quota_exceeded,  // 0x97
    format_invalid,  // 0x99
    refused,         // any other refusal
    failed,          // never answered: the link is going down, or too much is under way
};
std::string_view to_string(PublishOutcome outcome);

// One PUBLISH with QoS 1. The token comes back with the outcome.
struct Outgoing {
    std::string topic;
    std::string payload;
    bool retain = false;
    std::uint64_t token = 0;
};

struct SubscribeOutcome {
    bool ok = false;
    std::string text;  // which filter was refused and why
};

class LinkEvents {
public:
    virtual ~LinkEvents() = default;
    virtual void link_up(const LinkLimits& limits) = 0;
    virtual void link_down(const LinkDown& down) = 0;
    virtual void link_subscribed(const SubscribeOutcome& outcome) = 0;
    virtual void link_published(std::uint64_t token, PublishOutcome outcome) = 0;
    virtual void link_message(std::string topic, std::string payload) = 0;
};

class Link {
public:
    virtual ~Link() = default;
    // Leaves what was open, silently, and connects. `events` outlives the connection.
    virtual void open(const LinkTarget& target, LinkEvents& events) = 0;
    // Leaves in order, so that the broker drops the will. What was published before is still sent,
    // and its answer awaited for a moment, but nothing of that is heard any more.
    virtual void close() = 0;
    // One SUBSCRIBE with QoS 1 for all; one link_subscribed answers it.
    virtual void subscribe(std::vector<std::string> filters) = 0;
    virtual void publish(Outgoing message) = 0;
};

}  // namespace aisle
