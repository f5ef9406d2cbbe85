// SPDX-License-Identifier: Apache-2.0
#include "config/address.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace aisle {
namespace {

constexpr std::size_t url_bytes_max = 512;
constexpr std::size_t host_bytes_max = 253;  // RFC 1035, as is the next
constexpr std::size_t label_bytes_max = 63;
constexpr std::array<std::string_view, 4> schemes{"mqtt", "mqtts", "ws", "wss"};

Error wrong(std::string text) {
    return Error(Errc::invalid, std::move(text));
}

bool is_label(std::string_view label) {
    const auto plain = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-';
    };
    return !label.empty() && label.size() <= label_bytes_max && label.front() != '-' &&
           std::ranges::all_of(label, plain);
}

// IPv4 addresses look like names too.
bool is_host_name(std::string_view host) {
    if (host.size() > host_bytes_max) return false;
    while (true) {
        const auto dot = host.find('.');
        if (!is_label(host.substr(0, dot))) return false;
        if (dot == std::string_view::npos) return true;
        host.remove_prefix(dot + 1);
    }
}

// Of the family, or not at all; the system's own reader stops at a zero.
bool is_of(int family, const std::string& host) {
    in6_addr address{};
    return host.find('\0') == std::string::npos && ::inet_pton(family, host.c_str(), &address) == 1;
}

struct Authority {
    HostPort address;
    bool has_port = false;
};

Result<Authority> parse_authority(std::string_view text) {
    Authority out;
    std::string_view rest;
    if (text.starts_with('[')) {
        const auto close = text.find(']');
        if (close == std::string_view::npos) return wrong("the closing bracket is missing");
        out.address.host = text.substr(1, close - 1);
        rest = text.substr(close + 1);
        if (!is_of(AF_INET6, out.address.host))
            return wrong("no IPv6 address stands in the brackets");
    } else {
        const auto colon = std::min(text.find(':'), text.size());
        out.address.host = text.substr(0, colon);
        rest = text.substr(colon);
        if (!is_host_name(out.address.host)) return wrong("no host name or address comes first");
    }
    if (rest.empty()) return out;
    const char* end = rest.data() + rest.size();
    const auto [stop, error] = std::from_chars(rest.data() + 1, end, out.address.port);
    if (rest.front() != ':' || error != std::errc{} || stop != end) {
        return wrong("no port from 0 to 65535 follows the host");
    }
    out.has_port = true;
    return out;
}

// A colon or a bracket would be taken for part of the authority by some who read URLs.
bool is_path(std::string_view path) {
    constexpr std::string_view unfit = "\"#:<>\\^`{|}";
    return std::ranges::all_of(path, [&](char c) {
        return c > ' ' && c <= '~' && unfit.find(c) == std::string_view::npos;
    });
}

}  // namespace

Result<HostPort> parse_host_port(std::string_view text) {
    TRY(const Authority authority, parse_authority(text));
    if (!authority.has_port) return wrong("no port: expected host:port");
    return authority.address;
}

std::string to_string(const HostPort& address) {
    const bool bracket = address.host.find(':') != std::string::npos;
    return (bracket ? "[" + address.host + "]" : address.host) + ":" + std::to_string(address.port);
}

bool is_ip_address(const std::string& host) {
    return is_of(AF_INET, host) || is_of(AF_INET6, host);
}

bool is_loopback(const HostPort& address) {
    return address.host == "::1" ||
           (is_of(AF_INET, address.host) && address.host.starts_with("127."));
}

Result<void> check_broker_url(std::string_view text) {
    if (text.size() > url_bytes_max) return wrong("a broker's URL is not this long");
    const auto mark = std::min(text.find("://"), text.size());
    if (mark == text.size() || std::ranges::find(schemes, text.substr(0, mark)) == schemes.end()) {
        return wrong("a broker's URL begins with mqtt, mqtts, ws or wss and ://");
    }
    const auto rest = text.substr(mark + 3);
    const auto slash = std::min(rest.find('/'), rest.size());
    TRY(const Authority authority, parse_authority(rest.substr(0, slash)));
    if (authority.has_port && authority.address.port == 0) return wrong("no broker has port 0");
    const auto path = rest.substr(slash);
    if (!path.empty() && !text.starts_with("ws")) return wrong("only ws and wss have a path");
    if (!is_path(path)) return wrong("a character that cannot stand in the path of a URL");
    return {};
}

bool is_encrypted(std::string_view broker_url) {
    return broker_url.starts_with("mqtts://") || broker_url.starts_with("wss://");
}

Result<void> check_proxy_url(std::string_view text) {
    constexpr std::string_view scheme = "http://";
    if (!text.starts_with(scheme)) return wrong("a proxy's URL begins with http://");
    if (text.size() > url_bytes_max) return wrong("a proxy's URL is not this long");
    TRY(const HostPort address, parse_host_port(text.substr(scheme.size())));
    if (address.port == 0) return wrong("no proxy has port 0");
    return {};
}

}  // namespace aisle
