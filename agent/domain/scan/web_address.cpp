// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/scan/web_address.hpp"

#include "agent/base/ascii.hpp"

#include <algorithm>
#include <array>

namespace aisle {
namespace {

constexpr std::string_view unreserved =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
constexpr std::string_view reserved = ":/?#[]@!$&'()*+,;=%";

consteval std::array<bool, 256> table_of(std::string_view some, std::string_view more) {
    std::array<bool, 256> table{};
    for (const char c : some) table[static_cast<unsigned char>(c)] = true;
    for (const char c : more) table[static_cast<unsigned char>(c)] = true;
    return table;
}

constexpr auto allowed = table_of(unreserved, reserved);
constexpr auto plain = table_of(unreserved, "");

// find_first_of() of the library calls memchr() for every byte.
std::size_t find_either(std::string_view text, char one, char other) {
    const auto at = std::ranges::find_if(text, [=](char c) { return c == one || c == other; });
    return static_cast<std::size_t>(at - text.begin());
}

bool takes_scheme(std::string_view& text, std::string_view scheme) {
    const bool begins = text.size() > scheme.size() + 3 &&
                        std::equal(scheme.begin(), scheme.end(), text.begin(),
                                   [](char a, char b) { return a == lower(b); }) &&
                        text.substr(scheme.size(), 3) == "://";
    if (begins) text.remove_prefix(scheme.size() + 3);
    return begins;
}

std::string_view host_of(std::string_view authority) {
    if (const auto user = authority.rfind('@'); user != std::string_view::npos) {
        authority.remove_prefix(user + 1);
    }
    if (authority.starts_with('[')) return authority.substr(0, authority.find(']') + 1);
    return authority.substr(0, authority.find(':'));
}

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return -1;
}

}  // namespace

std::optional<WebAddress> parse_web_address(std::string_view text) {
    const auto whole = text;
    if (!takes_scheme(text, "https") && !takes_scheme(text, "http")) return std::nullopt;
    const bool clean =
        std::ranges::all_of(text, [](char c) { return allowed[static_cast<unsigned char>(c)]; });
    if (!clean) return std::nullopt;
    WebAddress address;
    address.scheme = whole.substr(0, whole.find(':'));
    text = text.substr(0, text.find('#'));
    const auto authority = text.substr(0, find_either(text, '/', '?'));
    address.host = host_of(authority);
    if (address.host.empty()) return std::nullopt;
    text.remove_prefix(authority.size());
    address.path = text.substr(0, text.find('?'));
    text.remove_prefix(address.path.size());
    if (!text.empty()) address.query = text.substr(1);
    return address;
}

std::optional<std::string> percent_decoded(std::string_view text, bool in_query) {
    std::string decoded;
    decoded.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '+' && in_query) {
            decoded += ' ';
        } else if (text[i] != '%') {
            decoded += text[i];
        } else {
            const int high = i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
            const int low = i + 2 < text.size() ? hex_value(text[i + 2]) : -1;
            if (high < 0 || low < 0 || high + low == 0) return std::nullopt;
            decoded += static_cast<char>(high * 16 + low);
            i += 2;
        }
    }
    return decoded;
}

void append_percent_encoded(std::string& out, std::string_view value) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    for (const char c : value) {
        const auto byte = static_cast<unsigned char>(c);
        if (plain[byte]) {
            out += c;
        } else {
            out += {'%', digits[byte / 16], digits[byte % 16]};
        }
    }
}

std::optional<WebParameter> take_parameter(std::string_view& query) {
    while (query.starts_with('&') || query.starts_with(';')) query.remove_prefix(1);
    if (query.empty()) return std::nullopt;
    const auto parameter = query.substr(0, find_either(query, '&', ';'));
    query.remove_prefix(parameter.size());
    const auto equals = std::min(parameter.find('='), parameter.size());
    const auto value = parameter.substr(std::min(equals + 1, parameter.size()));
    return WebParameter{parameter.substr(0, equals), value};
}

}  // namespace aisle
