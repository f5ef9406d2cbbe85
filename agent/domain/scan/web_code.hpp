// SPDX-License-Identifier: Apache-2.0
// A web address in a code that is no Digital Link: the tenant's own page (a hand-off from online),
// a WeChat or WeCom contact code, or anybody's. What is kept of each is the least that is of use;
// the address itself is not, because a path or a query may name a person. Pure; any thread.
#pragma once

#include "agent/domain/scan/attribution.hpp"
#include "agent/domain/scan/web_address.hpp"

#include <span>
#include <string>

namespace aisle {

enum class WebCodeKind { own, contact, other };

struct WebCode {
    WebCodeKind kind = WebCodeKind::other;
    std::string host;   // small letters
    std::string path;   // own only; empty when it is longer than attribution_value_max
    std::string state;  // contact only: which channel the code was made for
    Attribution attribution;
};

struct WebRules {
    std::vector<std::string> own_domains;  // each with all below it
    std::vector<std::string> parameters;   // kept besides those of advertising
};

WebCode read_web_code(const WebAddress& address, const WebRules& rules);

}  // namespace aisle
