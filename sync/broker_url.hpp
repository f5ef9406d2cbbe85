// SPDX-License-Identifier: Apache-2.0
// Where a broker is: mqtt://, mqtts://, ws:// or wss://, a host, a port and for the last two a
// path. And where the way out of the shop is: an HTTP proxy that opens tunnels with CONNECT.
// Promise: what parsed holds no character that could end a request line or a header, or that the
// MQTT library would read as something else. Pure; any thread.
#pragma once

#include "agent/base/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace aisle {

enum class BrokerScheme { mqtt, mqtts, ws, wss };
std::string_view to_string(BrokerScheme scheme);

struct BrokerUrl {
    BrokerScheme scheme = BrokerScheme::mqtt;
    std::string host;  // lower case; an IPv6 address without its brackets
    std::uint16_t port = 0;
    std::string path;  // "/mqtt" unless given, and empty without a websocket

    bool encrypted() const { return scheme == BrokerScheme::mqtts || scheme == BrokerScheme::wss; }
    bool websocket() const { return scheme == BrokerScheme::ws || scheme == BrokerScheme::wss; }
    // "broker.example:8883", "[::1]:1883"
    std::string authority() const;
    std::string text() const;
    bool operator==(const BrokerUrl&) const = default;
};

// Ports default to 1883, 8883, 80 and 443. User and password are refused here: they have settings
// of their own, and an address is shown in logs and on screens. Errors: invalid, too_large.
Result<BrokerUrl> parse_broker_url(std::string_view text);

struct ProxyUrl {
    std::string host;
    std::uint16_t port = 0;
    std::string credentials;  // "user:password" as written, percent-encoded; never in text()

    std::string authority() const;
    std::string text() const;
    bool operator==(const ProxyUrl&) const = default;
};

// "http://[user:password@]host:port". The port has no default: proxies have no agreed one.
// Errors: invalid, too_large.
Result<ProxyUrl> parse_proxy_url(std::string_view text);

}  // namespace aisle
