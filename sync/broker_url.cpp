// SPDX-License-Identifier: Apache-2.0
#include "sync/broker_url.hpp"

#include "agent/base/ascii.hpp"
#include "agent/base/limits.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace aisle {
namespace {

struct SchemeRow {
    std::string_view name;
    BrokerScheme scheme;
    std::uint16_t port;
};
constexpr std::array schemes{
    SchemeRow{"mqtt", BrokerScheme::mqtt, 1883},
    SchemeRow{"mqtts", BrokerScheme::mqtts, 8883},
    SchemeRow{"ws", BrokerScheme::ws, 80},
    SchemeRow{"wss", BrokerScheme::wss, 443},
};

struct Authority {
    std::string host;
    std::optional<std::uint16_t> port;
};

Error wrong(std::string what) {
    return Error(Errc::invalid, std::move(what));
}

bool is_label_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

// Names as DNS has them, and IPv4 addresses, which look like names.
bool is_host_name(std::string_view host) {
    if (host.empty() || host.size() > 253 || host.front() == '-') return false;
    std::size_t label = 0;
    for (const char c : host) {
        if (c == '.' && label == 0) return false;
        if (c != '.' && !is_label_letter(c)) return false;
        label = c == '.' ? 0 : label + 1;
        if (label > 63) return false;
    }
    return label > 0;
}

// The system's own reader stops at a zero.
bool is_ipv6(const std::string& host) {
    in6_addr address{};
    return host.find('\0') == std::string::npos && inet_pton(AF_INET6, host.c_str(), &address) == 1;
}

Result<std::uint16_t> parse_port(std::string_view digits) {
    unsigned value = 0;
    const char* end = digits.data() + digits.size();
    const auto [stop, failure] = std::from_chars(digits.data(), end, value);
    if (failure != std::errc{} || stop != end || value == 0 || value > 65535) {
        return wrong("the port is not a number from 1 to 65535");
    }
    return static_cast<std::uint16_t>(value);
}

// Splits "host", "host:port" and "[v6]:port".
Result<Authority> parse_authority(std::string_view text) {
    Authority out;
    std::string_view rest;
    if (text.starts_with('[')) {
        const auto close = text.find(']');
        if (close == std::string_view::npos) return wrong("the bracket before the port is missing");
        out.host = lower(text.substr(1, close - 1));
        rest = text.substr(close + 1);
        if (!is_ipv6(out.host)) return wrong("what stands in brackets is not an IPv6 address");
    } else {
        const auto colon = text.find(':');
        out.host = lower(text.substr(0, colon));
        rest = colon == std::string_view::npos ? std::string_view{} : text.substr(colon);
        if (rest.find(':', 1) != std::string_view::npos) {
            return wrong("an IPv6 address is written in brackets, as in mqtt://[::1]:1883");
        }
        if (!is_host_name(out.host)) return wrong("the host name is missing or not one");
    }
    if (rest.empty()) return out;
    if (rest.front() != ':') return wrong("only a port may follow the host");
    TRY(out.port, parse_port(rest.substr(1)));
    return out;
}

// No blank and no control character may end the request line early; the library takes the last
// colon of all for the one before the port.
bool is_path(std::string_view path) {
    return std::all_of(path.begin(), path.end(), [](char c) {
        return c > ' ' && c < 0x7f &&
               std::string_view("\"#:<>\\^`{|}").find(c) == std::string_view::npos;
    });
}

std::string join(const std::string& host, std::uint16_t port) {
    const bool v6 = host.find(':') != std::string::npos;
    return (v6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

}  // namespace

std::string_view to_string(BrokerScheme scheme) {
    return schemes[static_cast<std::size_t>(scheme)].name;
}

std::string BrokerUrl::authority() const {
    return join(host, port);
}

std::string BrokerUrl::text() const {
    return std::string(to_string(scheme)) + "://" + authority() + path;
}

Result<BrokerUrl> parse_broker_url(std::string_view text) {
    if (text.size() > broker_url_bytes_max) {
        return Error(Errc::too_large, "a broker address is at most " +
                                          std::to_string(broker_url_bytes_max) + " characters");
    }
    const auto colon = text.find("://");
    const std::string name = lower(text.substr(0, colon));
    const auto row = std::find_if(schemes.begin(), schemes.end(),
                                  [&](const SchemeRow& known) { return known.name == name; });
    if (colon == std::string_view::npos || row == schemes.end()) {
        return wrong("a broker address begins with mqtt://, mqtts://, ws:// or wss://");
    }
    const std::string_view rest = text.substr(colon + 3);
    const auto slash = rest.find_first_of("/?#");
    const std::string_view place = rest.substr(0, slash);
    if (place.find('@') != std::string_view::npos) {
        return wrong(
            "user and password do not belong in the address; they have their own settings");
    }
    TRY(const Authority authority, parse_authority(place));

    BrokerUrl url{row->scheme, authority.host, authority.port.value_or(row->port), {}};
    const std::string_view path = slash == std::string_view::npos ? "" : rest.substr(slash);
    if (!url.websocket()) {
        if (path.empty() || path == "/") return url;
        return wrong("only ws:// and wss:// have a path");
    }
    if (!path.empty() && (path.front() != '/' || !is_path(path))) {
        return wrong("the path has a character that may not stand there");
    }
    url.path = path.empty() ? "/mqtt" : path;
    return url;
}

std::string ProxyUrl::authority() const {
    return join(host, port);
}

std::string ProxyUrl::text() const {
    return "http://" + authority();
}

Result<ProxyUrl> parse_proxy_url(std::string_view text) {
    if (text.size() > broker_url_bytes_max) {
        return Error(Errc::too_large, "a proxy address is at most " +
                                          std::to_string(broker_url_bytes_max) + " characters");
    }
    constexpr std::string_view scheme = "http://";
    if (lower(text.substr(0, scheme.size())) != scheme) {
        return wrong("a proxy address begins with http://");
    }
    std::string_view rest = text.substr(scheme.size());
    if (rest.ends_with('/')) rest.remove_suffix(1);
    ProxyUrl url;
    if (const auto at = rest.rfind('@'); at != std::string_view::npos) {
        const std::string_view credentials = rest.substr(0, at);
        rest = rest.substr(at + 1);
        const bool plain = std::all_of(credentials.begin(), credentials.end(), [](char c) {
            return c > ' ' && c < 0x7f && c != '@' && c != '/';
        });
        if (credentials.empty() || !plain) {
            return wrong(
                "user and password of the proxy are written user:password, with @, / and "
                "anything but ASCII percent-encoded");
        }
        url.credentials = credentials;
    }
    TRY(const Authority authority, parse_authority(rest));
    if (!authority.port) return wrong("the proxy's port is missing, as in http://proxy:3128");
    url.host = authority.host;
    url.port = *authority.port;
    return url;
}

}  // namespace aisle
