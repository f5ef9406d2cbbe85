// SPDX-License-Identifier: Apache-2.0
// Where something is on the network, as settings say it: "host:port", and the URLs of brokers and
// proxies. Only the form is judged here; whoever opens the line takes a URL apart again, and a
// test holds that it understands all that is let through. No URL holds a user or a password: they
// would end in logs. Pure; any thread.
#pragma once

#include "agent/base/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace aisle {

struct HostPort {
    std::string host;  // an IPv6 address without its brackets
    std::uint16_t port = 0;
    bool operator==(const HostPort&) const = default;
};

// "127.0.0.1:8480", "scanner-3:2001", "[::1]:8480". Errors: invalid.
Result<HostPort> parse_host_port(std::string_view text);
std::string to_string(const HostPort& address);
// Not a name: who listens does so on an address, before any resolver can be asked.
bool is_ip_address(const std::string& host);
// 127.0.0.0/8 and ::1.
bool is_loopback(const HostPort& address);

// mqtt, mqtts, ws or wss://host[:port], the last two with a path if they like. Errors: invalid.
Result<void> check_broker_url(std::string_view text);
// Of a URL that passed the check: mqtts and wss.
bool is_encrypted(std::string_view broker_url);

// "http://host:port". Errors: invalid.
Result<void> check_proxy_url(std::string_view text);

}  // namespace aisle
