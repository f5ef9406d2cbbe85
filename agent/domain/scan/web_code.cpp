// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/scan/web_code.hpp"

#include "agent/base/ascii.hpp"
#include "agent/base/limits.hpp"
#include "agent/domain/secret_text.hpp"

#include <algorithm>

namespace aisle {
namespace {

// Codes that add a clerk or a shop as a contact.
constexpr std::string_view contact_hosts[] = {"work.weixin.qq.com", "weixin.qq.com",
                                              "u.wechat.com"};

// As a browser would take it, and no other: "evil.example,.own.example" is no host.
bool is_host_name(std::string_view host) {
    const bool clean = std::ranges::all_of(host, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
    });
    return clean && !host.starts_with('.') && host.find("..") == std::string_view::npos;
}

bool is_below(std::string_view host, std::string_view domain) {
    if (!host.ends_with(domain)) return false;
    host.remove_suffix(domain.size());
    return host.empty() || host.back() == '.';
}

std::string state_of(std::string_view query) {
    while (const auto parameter = take_parameter(query)) {
        if (parameter->key != "state") continue;
        auto value = percent_decoded(parameter->value, true);
        if (value && may_be_kept(*value)) return *value;
        break;
    }
    return {};
}

}  // namespace

WebCode read_web_code(const WebAddress& address, const WebRules& rules) {
    WebCode code;
    code.host = lower(address.host);
    // "own.example." is the same host.
    if (code.host.ends_with('.')) code.host.pop_back();
    if (contains_card_or_resident_id(code.host)) code.host.clear();
    const bool own = is_host_name(code.host) &&
                     std::ranges::any_of(rules.own_domains, [&](const std::string& domain) {
                         return is_below(code.host, domain);
                     });
    if (own) {
        code.kind = WebCodeKind::own;
        const bool good = address.path.size() <= attribution_value_max &&
                          !contains_card_or_resident_id(address.path);
        if (good) code.path = address.path;
    } else if (std::ranges::find(contact_hosts, code.host) != std::end(contact_hosts)) {
        code.kind = WebCodeKind::contact;
        code.state = state_of(address.query);
        return code;
    }
    code.attribution = read_attribution(address.query, rules.parameters);
    return code;
}

}  // namespace aisle
